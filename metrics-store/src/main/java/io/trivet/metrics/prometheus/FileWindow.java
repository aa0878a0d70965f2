package io.trivet.metrics.prometheus;

import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// A part of a file in memory, which moves along as the file is read. Fixed numbers are big endian
/// here, as in all files of Prometheus. Owned by one thread.
final class FileWindow implements AutoCloseable {
  private static final int BYTES = 256 * 1024;

  private final Path path;
  private final ReadableFile file;
  private final long length;
  private final CRC32C crc = new CRC32C();
  private byte[] bytes = new byte[0];
  private long start;
  private int loaded;

  FileWindow(Disk disk, Path path) throws IOException {
    this.path = path;
    this.file = disk.open(path);
    this.length = file.length();
  }

  long length() {
    return length;
  }

  /// The array in which the last [#load] left its bytes.
  byte[] bytes() {
    return bytes;
  }

  /// Makes bytes of the file available and returns where they begin in [#bytes].
  ///
  /// @throws CorruptFileException if the file ends before
  int load(long position, int count) throws IOException {
    if (position < 0 || count < 0 || position > length - count) {
      throw corrupt(position, count + " bytes wanted, the file has " + length);
    }
    if (position < start || position + count > start + loaded) {
      int wanted = (int) Math.min(length - position, Math.max(BYTES, count));
      if (bytes.length < wanted) {
        bytes = new byte[wanted];
      }
      loaded = 0;
      file.read(position, bytes, 0, wanted);
      start = position;
      loaded = wanted;
    }
    return (int) (position - start);
  }

  int getByte(long position) throws IOException {
    int at = load(position, 1);
    return bytes[at] & 0xff;
  }

  int getInt(long position) throws IOException {
    int at = load(position, 4);
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  long getLong(long position) throws IOException {
    return (long) getInt(position) << 32 | getInt(position + 4) & 0xffffffffL;
  }

  /// An unsigned varint of at most 5 bytes that must be a length within a limit.
  int getLength(long position, int max) throws IOException {
    long value = 0;
    for (int i = 0; i < 5; i++) {
      int b = getByte(position + i);
      value |= (long) (b & 0x7f) << 7 * i;
      if (b < 0x80) {
        if (value > max) {
          throw corrupt(position, "length " + value + ", more than " + max);
        }
        return (int) value;
      }
    }
    throw corrupt(position, "length of more than 5 bytes");
  }

  /// Bytes which a varint takes.
  static int varintBytes(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /// Compares the CRC-32C of bytes with the one that is written behind them.
  void verify(long position, int count, String what) throws IOException {
    int at = load(position, count + 4);
    crc.reset();
    crc.update(bytes, at, count);
    int found = getInt(position + count);
    if (found != (int) crc.getValue()) {
      throw corrupt(
          position,
          String.format(
              "checksum of %s is %08x, its bytes have %08x", what, found, crc.getValue()));
    }
  }

  CorruptFileException corrupt(long position, String problem) {
    return new CorruptFileException(path, position, problem);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
