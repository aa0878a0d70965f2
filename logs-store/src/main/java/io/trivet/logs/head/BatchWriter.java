package io.trivet.logs.head;

import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// Writes a batch of entries as the operations of a journal record (see the package). Owned by one
/// thread; reusable after [#clear].
public final class BatchWriter {
  static final int STREAM = 0;
  static final int ENTRY = 1;
  static final int METADATA = 2;

  private static final int KEPT_BYTES = 8 * 1024 * 1024;

  private BytesWriter out = new BytesWriter(64 * 1024);
  private int[] streams = new int[64];
  private int streamCount;
  private int stream = -1;
  private long time;
  private int entryStart;
  private int streamBefore;
  private long timeBefore;
  private int entries;
  private long lineBytes;
  private int lastLine;

  public void entry(int streamNumber, long timeNanos, byte[] line, int offset, int length) {
    entryStart = out.length();
    streamBefore = stream;
    timeBefore = time;
    if (streamNumber != stream) {
      out.putByte(STREAM);
      out.putVarint(streamNumber);
      stream = streamNumber;
      if (streamCount == streams.length) {
        streams = Arrays.copyOf(streams, 2 * streamCount);
      }
      streams[streamCount++] = streamNumber;
    }
    out.putByte(ENTRY);
    out.putSigned(timeNanos - time);
    out.putVarint(length);
    out.putBytes(line, offset, length);
    time = timeNanos;
    entries++;
    lineBytes += length;
    lastLine = length;
  }

  /// Adds a pair to the entry written last.
  public void metadata(
      byte[] buffer, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    out.putByte(METADATA);
    out.putVarint(nameLength);
    out.putBytes(buffer, nameOffset, nameLength);
    out.putVarint(valueLength);
    out.putBytes(buffer, valueOffset, valueLength);
  }

  /// Adds the pairs of an entry of another batch to the entry written last.
  public void copyMetadata(BatchReader entry) {
    out.putBytes(entry.array(), entry.metadataStart(), entry.metadataEnd() - entry.metadataStart());
  }

  /// Calls with the number of each stream that the batch goes to, perhaps more than once.
  public void forEachStream(IntConsumer action) {
    for (int i = 0; i < streamCount; i++) {
      action.accept(streams[i]);
    }
  }

  /// At least the number of streams that the batch goes to: each is counted when another was before
  /// it.
  public int streamChanges() {
    return streamCount;
  }

  /// Takes back the entry written last, with its metadata; only once after each.
  public void withdraw() {
    out.truncate(entryStart);
    stream = streamBefore;
    time = timeBefore;
    entries--;
    lineBytes -= lastLine;
  }

  public boolean isEmpty() {
    return entries == 0;
  }

  public int entries() {
    return entries;
  }

  public long lineBytes() {
    return lineBytes;
  }

  public byte[] array() {
    return out.array();
  }

  public int length() {
    return out.length();
  }

  public void clear() {
    if (out.array().length > KEPT_BYTES) {
      out = new BytesWriter(64 * 1024);
    }
    out.clear();
    streamCount = 0;
    stream = -1;
    time = 0;
    entries = 0;
    lineBytes = 0;
  }
}
