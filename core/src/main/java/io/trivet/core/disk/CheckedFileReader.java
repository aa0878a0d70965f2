package io.trivet.core.disk;

import io.trivet.core.codec.BytesReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads a file that [CheckedFileWriter] wrote. Opening checks header, footer and length; [#verify]
/// checks every byte. Safe for use from any thread.
public final class CheckedFileReader implements AutoCloseable {
  private final Path path;
  private final ReadableFile file;
  private final long length;
  private final int crc;

  /// @param newest the newest version of the format that this program knows
  /// @throws CorruptFileException if header, footer or length are wrong
  /// @throws IOException with the versions, if the file is of another format or a newer version
  public CheckedFileReader(Disk disk, Path path, FileFormat newest) throws IOException {
    this.path = path;
    this.file = disk.open(path);
    try {
      long size = file.length();
      int least = CheckedFileWriter.HEADER_BYTES + CheckedFileWriter.FOOTER_BYTES;
      if (size < least) {
        throw new CorruptFileException(path, size, "shorter than header and footer");
      }
      checkHeader(newest);
      byte[] footer = new byte[CheckedFileWriter.FOOTER_BYTES];
      file.read(size - footer.length, footer, 0, footer.length);
      BytesReader in = new BytesReader(footer);
      this.length = in.getLong();
      this.crc = in.getInt();
      if (!Arrays.equals(footer, 12, 16, CheckedFileWriter.FOOTER_MAGIC, 0, 4)) {
        throw new CorruptFileException(path, size - 4, "no footer: the file is not complete");
      }
      if (length != size - least) {
        throw new CorruptFileException(
            path, size, "payload of " + (size - least) + " bytes instead of " + length);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void checkHeader(FileFormat newest) throws IOException {
    byte[] header = new byte[CheckedFileWriter.HEADER_BYTES];
    file.read(0, header, 0, header.length);
    BytesReader in = new BytesReader(header, 8, 8);
    int version = in.getInt();
    CRC32C headerCrc = new CRC32C();
    headerCrc.update(header, 0, 12);
    if (!Arrays.equals(header, 0, 4, CheckedFileWriter.HEADER_MAGIC, 0, 4)
        || in.getInt() != (int) headerCrc.getValue()) {
      throw new CorruptFileException(path, 0, "no valid header");
    }
    String name = new String(header, 4, 4, StandardCharsets.US_ASCII);
    if (!name.equals(newest.name())) {
      throw new IOException(path + " is of format " + name + " instead of " + newest.name());
    }
    if (version > newest.version()) {
      throw new IOException(
          path
              + " is of version "
              + version
              + " of its format, this program knows up to "
              + newest.version()
              + ": run a newer one");
    }
  }

  public Path path() {
    return path;
  }

  /// Bytes of the payload.
  public long length() {
    return length;
  }

  /// Reads exactly `count` bytes at a position in the payload.
  public void read(long position, byte[] into, int offset, int count) throws IOException {
    if (position < 0 || count < 0 || position > length - count) {
      throw new CorruptFileException(
          path, position, count + " bytes wanted of a payload of " + length);
    }
    file.read(CheckedFileWriter.HEADER_BYTES + position, into, offset, count);
  }

  /// The whole payload of a small file, its checksum verified.
  public byte[] readAll(int maxBytes) throws IOException {
    if (length > maxBytes) {
      throw new CorruptFileException(path, 0, "payload of " + length + " bytes, above " + maxBytes);
    }
    byte[] bytes = new byte[(int) length];
    read(0, bytes, 0, bytes.length);
    CRC32C actual = new CRC32C();
    actual.update(bytes);
    if ((int) actual.getValue() != crc) {
      throw new CorruptFileException(path, 0, "wrong checksum");
    }
    return bytes;
  }

  /// Reads every byte and compares the checksum.
  public void verify() throws IOException {
    CRC32C actual = new CRC32C();
    byte[] buffer = new byte[256 * 1024];
    for (long at = 0; at < length; at += buffer.length) {
      int count = (int) Math.min(buffer.length, length - at);
      read(at, buffer, 0, count);
      actual.update(buffer, 0, count);
    }
    if ((int) actual.getValue() != crc) {
      throw new CorruptFileException(path, 0, "wrong checksum");
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
