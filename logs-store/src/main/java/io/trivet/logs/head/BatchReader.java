package io.trivet.logs.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;

/// Reads the entries of a batch. Owned by one thread; reusable by [#reset].
public final class BatchReader {
  private final BytesReader in = new BytesReader(new byte[0]);
  private int stream = -1;
  private long time;
  private int lineStart;
  private int lineLength;
  private int metadataStart;
  private int metadataEnd;
  private int pairs;

  public void reset(byte[] bytes, int offset, int length) {
    in.reset(bytes, offset, length);
    stream = -1;
    time = 0;
  }

  /// Goes to the next entry, false at the end.
  ///
  /// @throws MalformedBytesException if the bytes are no batch
  public boolean next() {
    while (!in.atEnd()) {
      int operation = in.getByte();
      switch (operation) {
        case BatchWriter.STREAM -> stream = in.getLength(Integer.MAX_VALUE);
        case BatchWriter.ENTRY -> {
          time += in.getSigned();
          lineLength = in.getLength(in.remaining());
          lineStart = in.skip(lineLength);
          readMetadata();
          return true;
        }
        default -> throw new MalformedBytesException(in.position(), "operation " + operation);
      }
    }
    return false;
  }

  private void readMetadata() {
    metadataStart = in.position();
    pairs = 0;
    byte[] bytes = in.array();
    while (!in.atEnd() && bytes[in.position()] == BatchWriter.METADATA) {
      in.skip(1);
      in.skip(in.getLength(in.remaining()));
      in.skip(in.getLength(in.remaining()));
      pairs++;
    }
    metadataEnd = in.position();
  }

  public byte[] array() {
    return in.array();
  }

  /// Number of the stream of the entry.
  public int stream() {
    return stream;
  }

  public long time() {
    return time;
  }

  public int lineStart() {
    return lineStart;
  }

  public int lineLength() {
    return lineLength;
  }

  /// Number of pairs of metadata.
  public int pairs() {
    return pairs;
  }

  /// The operations of the metadata lie from here in [#array] ...
  public int metadataStart() {
    return metadataStart;
  }

  /// ... to here.
  public int metadataEnd() {
    return metadataEnd;
  }
}
