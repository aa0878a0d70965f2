package io.trivet.core.disk;

import java.io.IOException;

/// A file open for reading, from any thread.
public interface ReadableFile extends AutoCloseable {
  long length() throws IOException;

  /// Reads exactly `length` bytes at a position.
  ///
  /// @throws java.io.EOFException if the file ends before
  void read(long position, byte[] into, int offset, int length) throws IOException;

  @Override
  void close() throws IOException;
}
