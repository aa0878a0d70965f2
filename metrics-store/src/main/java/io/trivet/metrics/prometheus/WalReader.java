package io.trivet.metrics.prometheus;

import com.github.luben.zstd.ZstdInputStream;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/// The records of a write-ahead log of Prometheus, segment by segment.
///
/// ```text
/// segment  = pages of 32 KiB, the last may be shorter
/// page     = fragment*, then zeros
/// fragment = flags (byte)  length (2 bytes)  CRC-32C of the data (4 bytes)  data
/// flags    = 0 rest of the page is empty, 1 whole record, 2 first, 3 middle, 4 last fragment;
///            8 record is compressed with snappy, 16 with zstd
/// ```
///
/// Source: `tsdb/docs/format/wal.md` of Prometheus. Owned by one thread.
final class WalReader implements AutoCloseable {
  private static final int PAGE_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int KIND = 7;
  private static final int SNAPPY = 8;
  private static final int ZSTD = 16;
  private static final int MAX_RECORD_BYTES = 256 << 20;

  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  private final Disk disk;
  private final List<Path> segments;
  private final BytesWriter assembled = new BytesWriter(PAGE_BYTES);
  private byte[] unpacked = new byte[PAGE_BYTES];
  private final BytesReader record = new BytesReader(new byte[0]);
  private int next;
  private @Nullable FileWindow file;
  private long position;
  private long recordPosition;
  private boolean cutOff;

  /// @param segments in their order
  WalReader(Disk disk, List<Path> segments) {
    this.disk = disk;
    this.segments = segments;
  }

  /// Goes to the next record; false if there is none. The last segment may end within a record, as
  /// it does after a crash: then [#isCutOff].
  boolean next() throws IOException {
    while (true) {
      FileWindow open = file;
      if (open == null) {
        if (next == segments.size()) {
          return false;
        }
        open = new FileWindow(disk, segments.get(next++));
        file = open;
        position = 0;
      }
      if (readRecord(open)) {
        return true;
      }
      close();
    }
  }

  /// Whether the last record was not written to its end.
  boolean isCutOff() {
    return cutOff;
  }

  /// The record, at its beginning; valid until [#next].
  BytesReader record() {
    return record;
  }

  /// An error about the record.
  CorruptFileException corrupt(String problem) {
    return new CorruptFileException(segments.get(next - 1), recordPosition, problem);
  }

  private boolean readRecord(FileWindow open) throws IOException {
    assembled.clear();
    recordPosition = position;
    int fragments = 0;
    while (true) {
      long left = PAGE_BYTES - position % PAGE_BYTES;
      if (left < HEADER_BYTES) {
        position += left;
        continue;
      }
      if (position >= open.length()) {
        return fragments != 0 && endsEarly(open);
      }
      int flags = open.getByte(position);
      int kind = flags & KIND;
      if ((flags & ~(KIND | SNAPPY | ZSTD)) != 0) {
        throw open.corrupt(position, "unknown flags " + flags + " of a fragment");
      }
      if (kind == 0) {
        skipEmpty(open, left);
        continue;
      }
      if (position + HEADER_BYTES > open.length()) {
        return endsEarly(open);
      }
      int header = open.load(position, HEADER_BYTES);
      byte[] bytes = open.bytes();
      int length = (bytes[header + 1] & 0xff) << 8 | bytes[header + 2] & 0xff;
      if (HEADER_BYTES + length > left) {
        throw open.corrupt(position, "a fragment of " + length + " bytes does not fit its page");
      }
      if (position + HEADER_BYTES + length > open.length()) {
        return endsEarly(open);
      }
      if (fragments == 0) {
        recordPosition = position;
      }
      boolean expected =
          fragments == 0 ? kind == FULL || kind == FIRST : kind == MIDDLE || kind == LAST;
      if (!expected) {
        throw open.corrupt(position, "fragment of kind " + kind + " is out of place");
      }
      append(open, length);
      fragments++;
      position += HEADER_BYTES + length;
      if (kind == FULL || kind == LAST) {
        unpack(open, flags);
        return true;
      }
    }
  }

  private void append(FileWindow open, int length) throws IOException {
    int crc = open.getInt(position + 3);
    int at = open.load(position + HEADER_BYTES, length);
    CRC32C found = new CRC32C();
    found.update(open.bytes(), at, length);
    if (crc != (int) found.getValue()) {
      throw open.corrupt(position, "wrong checksum of a fragment of " + length + " bytes");
    }
    if (assembled.length() + length > MAX_RECORD_BYTES) {
      throw open.corrupt(recordPosition, "a record of more than " + MAX_RECORD_BYTES + " bytes");
    }
    assembled.putBytes(open.bytes(), at, length);
  }

  private void skipEmpty(FileWindow open, long left) throws IOException {
    int count = (int) Math.min(left, open.length() - position);
    int at = open.load(position, count);
    for (int i = 0; i < count; i++) {
      if (open.bytes()[at + i] != 0) {
        throw open.corrupt(position + i, "a byte that is not 0 in the empty rest of a page");
      }
    }
    position += count;
  }

  private boolean endsEarly(FileWindow open) throws IOException {
    if (next < segments.size()) {
      throw open.corrupt(recordPosition, "the segment ends within a record");
    }
    cutOff = true;
    return false;
  }

  private void unpack(FileWindow open, int flags) throws IOException {
    byte[] packed = assembled.array();
    int length = assembled.length();
    try {
      if ((flags & SNAPPY) != 0) {
        int size = Snappy.uncompressedLength(packed, 0, length);
        // No element of the format stands for more than 64 bytes, nor takes fewer than 2.
        if (size < 0 || size > MAX_RECORD_BYTES || size > 64L * length) {
          throw open.corrupt(recordPosition, "a record that declares " + size + " bytes");
        }
        makeRoom(size);
        int found = Snappy.uncompress(packed, 0, length, unpacked, 0);
        record.reset(unpacked, 0, found);
      } else if ((flags & ZSTD) != 0) {
        int found = unzstd(open, packed, length);
        record.reset(unpacked, 0, found);
      } else {
        record.reset(packed, 0, length);
      }
    } catch (CorruptFileException e) {
      throw e;
    } catch (IOException e) {
      throw open.corrupt(recordPosition, "a compressed record: " + e.getMessage());
    }
  }

  private int unzstd(FileWindow open, byte[] packed, int length) throws IOException {
    int size = 0;
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(packed, 0, length))) {
      while (true) {
        int n = in.read(unpacked, size, unpacked.length - size);
        if (n < 0) {
          return size;
        }
        size += n;
        if (size == unpacked.length) {
          if (size >= MAX_RECORD_BYTES) {
            throw open.corrupt(recordPosition, "a record of more than " + size + " bytes");
          }
          unpacked = Arrays.copyOf(unpacked, 2 * size);
        }
      }
    }
  }

  private void makeRoom(int size) {
    if (unpacked.length < size) {
      unpacked = new byte[size];
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
