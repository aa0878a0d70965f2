package io.trivet.core.journal;

import io.trivet.core.codec.BytesWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Layout of a segment; see the package.
final class SegmentFormat {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 24;
  static final int RECORD_HEADER_BYTES = 16;
  static final int MAX_RECORD_BYTES = 256 * 1024 * 1024;
  static final byte[] MAGIC = "TRVJ".getBytes(StandardCharsets.US_ASCII);
  static final String SUFFIX = ".journal";

  private SegmentFormat() {}

  static Path file(Path directory, long segment) {
    return directory.resolve(String.format("%020d%s", segment, SUFFIX));
  }

  /// Number of a segment file, -1 for any other file.
  static long number(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.length() != 20 + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return -1;
    }
    try {
      return Long.parseLong(name.substring(0, 20));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  static int marker(long segment) {
    return 0x5ec0ad5e ^ (int) segment;
  }

  static byte[] header(long segment) {
    BytesWriter out = new BytesWriter(HEADER_BYTES);
    out.putBytes(MAGIC);
    out.putInt(VERSION);
    out.putLong(segment);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, 16);
    out.putInt((int) crc.getValue());
    out.putInt(0);
    return out.toByteArray();
  }

  static void appendRecord(
      BytesWriter out, long segment, int crc, int type, byte[] payload, int offset, int length) {
    out.putInt(marker(segment));
    out.putInt(length);
    out.putInt(crc);
    out.putInt(type);
    out.putBytes(payload, offset, length);
  }

  static int checksum(int type, byte[] payload, int offset, int length) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < 32; shift += 8) {
      crc.update(length >>> shift & 0xff);
    }
    for (int shift = 0; shift < 32; shift += 8) {
      crc.update(type >>> shift & 0xff);
    }
    crc.update(payload, offset, length);
    return (int) crc.getValue();
  }
}
