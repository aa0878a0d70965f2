package io.trivet.core.disk;

import io.trivet.core.codec.BytesWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Writes a new file with header and footer (see the package). Positions handed out are positions
/// in the payload, from 0. Owned by one thread.
public final class CheckedFileWriter implements AutoCloseable {
  static final int HEADER_BYTES = 16;
  static final int FOOTER_BYTES = 16;
  static final byte[] HEADER_MAGIC = "TRVT".getBytes(StandardCharsets.US_ASCII);
  static final byte[] FOOTER_MAGIC = "TRVE".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final WritableFile file;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long written;
  private long payload;

  public CheckedFileWriter(Disk disk, Path path, FileFormat format) throws IOException {
    this.file = disk.create(path);
    try {
      buffer.put(header(format));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  static byte[] header(FileFormat format) {
    BytesWriter out = new BytesWriter(HEADER_BYTES);
    out.putBytes(HEADER_MAGIC);
    out.putBytes(format.name().getBytes(StandardCharsets.US_ASCII));
    out.putInt(format.version());
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, 12);
    out.putInt((int) crc.getValue());
    return out.toByteArray();
  }

  /// Position in the payload at which the next byte goes.
  public long position() {
    return payload;
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    payload += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int count = Math.min(left, buffer.remaining());
      buffer.put(bytes, at, count);
      at += count;
      left -= count;
    }
  }

  public void write(BytesWriter bytes) throws IOException {
    write(bytes.array(), 0, bytes.length());
  }

  private void drain() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    file.write(written, buffer);
    written += count;
    buffer.clear();
  }

  /// Writes the footer and makes the file durable. Without it the file is not valid.
  public void finish() throws IOException {
    BytesWriter footer = new BytesWriter(FOOTER_BYTES);
    footer.putLong(payload);
    footer.putInt((int) crc.getValue());
    footer.putBytes(FOOTER_MAGIC);
    if (buffer.remaining() < FOOTER_BYTES) {
      drain();
    }
    buffer.put(footer.array(), 0, FOOTER_BYTES);
    drain();
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
