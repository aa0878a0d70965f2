package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// A new file of Prometheus, written from its beginning to its end. Owned by one thread.
final class FileOutput implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final WritableFile file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private long drained;

  FileOutput(Disk disk, Path path) throws IOException {
    this.file = disk.create(path);
  }

  /// Where the next byte goes.
  long position() {
    return drained + buffer.position();
  }

  void write(BytesWriter bytes) throws IOException {
    write(bytes.array(), 0, bytes.length());
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    for (int done = 0; done < length; ) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int count = Math.min(length - done, buffer.remaining());
      buffer.put(bytes, offset + done, count);
      done += count;
    }
  }

  /// Writes a number big endian.
  void writeInt(int value) throws IOException {
    byte[] bytes = {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
    write(bytes, 0, 4);
  }

  /// The checksum begins with the next byte.
  void beginChecksum() {
    crc.reset();
  }

  /// Writes the CRC-32C of the bytes since [#beginChecksum].
  void writeChecksum() throws IOException {
    writeInt((int) crc.getValue());
  }

  /// Writes zeros up to the next multiple.
  void align(int multiple) throws IOException {
    int rest = (int) (position() % multiple);
    if (rest != 0) {
      write(new byte[multiple - rest], 0, multiple - rest);
    }
  }

  /// Overwrites four bytes that were written before.
  void setInt(long position, int value) throws IOException {
    drain();
    file.write(position, ByteBuffer.allocate(4).putInt(0, value));
  }

  private void drain() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    file.write(drained, buffer);
    drained += count;
    buffer.clear();
  }

  /// Makes the file complete and durable.
  void finish() throws IOException {
    drain();
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
