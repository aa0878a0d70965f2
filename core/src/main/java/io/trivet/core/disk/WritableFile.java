package io.trivet.core.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file open for writing. Owned by one thread at a time.
public interface WritableFile extends AutoCloseable {
  /// Writes all bytes of the buffer at a position.
  void write(long position, ByteBuffer bytes) throws IOException;

  /// Reserves space up to a length; what was not written reads as zeros.
  void preallocate(long length) throws IOException;

  void truncate(long length) throws IOException;

  /// Makes everything written durable. After a failure the file must not be used any more.
  void force() throws IOException;

  long length() throws IOException;

  @Override
  void close() throws IOException;
}
