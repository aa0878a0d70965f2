package io.trivet.core.journal;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads one segment through a window that is no larger than its largest record needs.
final class SegmentReplay {
  private static final int WINDOW_BYTES = 1024 * 1024;

  private final long segment;
  private final RecordHandler handler;
  private final ReadableFile file;
  private final long fileLength;
  private byte[] window = new byte[WINDOW_BYTES];
  private long windowStart;
  private int windowLength;
  private long damagedRecords;
  private long tornBytes;

  private SegmentReplay(ReadableFile file, long segment, RecordHandler handler) throws IOException {
    this.file = file;
    this.fileLength = file.length();
    this.segment = segment;
    this.handler = handler;
  }

  /// @param damagedRecords damaged places in front of a valid record
  /// @param tornBytes bytes behind the last valid record which are not zero
  /// @param validBytes where the last valid record ends
  record Outcome(long damagedRecords, long tornBytes, long validBytes) {}

  static Outcome replay(Disk disk, Path path, long segment, RecordHandler handler)
      throws IOException {
    try (ReadableFile file = disk.open(path)) {
      SegmentReplay replay = new SegmentReplay(file, segment, handler);
      long end = replay.run();
      return new Outcome(replay.damagedRecords, replay.tornBytes, end);
    }
  }

  private long run() throws IOException {
    if (fileLength < SegmentFormat.HEADER_BYTES) {
      tornBytes = fileLength;
      return 0;
    }
    load(0, SegmentFormat.HEADER_BYTES);
    byte[] expected = SegmentFormat.header(segment);
    long at = SegmentFormat.HEADER_BYTES;
    if (!Arrays.equals(window, 0, expected.length, expected, 0, expected.length)) {
      CRC32C crc = new CRC32C();
      crc.update(window, 0, 16);
      BytesReader header = new BytesReader(window, 4, SegmentFormat.HEADER_BYTES - 4);
      int version = header.getInt();
      header.skip(8);
      if (header.getInt() == (int) crc.getValue() && version != SegmentFormat.VERSION) {
        throw new IOException(
            "journal segment " + segment + " has version " + version + "; run a newer Trivet");
      }
      // A header that never reached the disk: records may still be behind it.
      damagedRecords++;
    }
    while (true) {
      long end = tryRecord(at, true);
      if (end >= 0) {
        at = end;
        continue;
      }
      long next = findRecord(at + 1);
      if (next < 0) {
        tornBytes += countNonZero(at);
        return at;
      }
      damagedRecords++;
      at = next;
    }
  }

  /// End of the valid record at an offset, -1 if there is none.
  private long tryRecord(long at, boolean deliver) throws IOException {
    if (at + SegmentFormat.RECORD_HEADER_BYTES > fileLength) {
      return -1;
    }
    int start = load(at, SegmentFormat.RECORD_HEADER_BYTES);
    BytesReader header = new BytesReader(window, start, SegmentFormat.RECORD_HEADER_BYTES);
    if (header.getInt() != SegmentFormat.marker(segment)) {
      return -1;
    }
    int length = header.getInt();
    int crc = header.getInt();
    int type = header.getInt();
    long end = at + SegmentFormat.RECORD_HEADER_BYTES + length;
    if (length < 0 || length > SegmentFormat.MAX_RECORD_BYTES || end > fileLength) {
      return -1;
    }
    start = load(at, SegmentFormat.RECORD_HEADER_BYTES + length);
    int payload = start + SegmentFormat.RECORD_HEADER_BYTES;
    if (SegmentFormat.checksum(type, window, payload, length) != crc) {
      return -1;
    }
    if (deliver) {
      handler.accept(segment, type, window, payload, length);
    }
    return end;
  }

  /// Offset of the next valid record at or behind an offset, -1 if there is none.
  private long findRecord(long from) throws IOException {
    int marker = SegmentFormat.marker(segment);
    byte first = (byte) marker;
    for (long at = from; at + SegmentFormat.RECORD_HEADER_BYTES <= fileLength; at++) {
      int start = load(at, SegmentFormat.RECORD_HEADER_BYTES);
      if (window[start] == first && tryRecord(at, false) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private long countNonZero(long from) throws IOException {
    long last = from;
    for (long at = from; at < fileLength; at++) {
      if (window[load(at, 1)] != 0) {
        last = at + 1;
      }
    }
    return last - from;
  }

  /// Makes `count` bytes at an offset available and returns where they start in the window.
  private int load(long at, int count) throws IOException {
    if (at >= windowStart && at + count <= windowStart + windowLength) {
      return (int) (at - windowStart);
    }
    if (count > window.length) {
      window = new byte[count];
    }
    int length = (int) Math.min(window.length, fileLength - at);
    file.read(at, window, 0, length);
    windowStart = at;
    windowLength = length;
    return 0;
  }
}
