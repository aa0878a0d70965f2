package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.MalformedBytesException;

/// Reads what [ChunkBits] writes. Owned by one thread. Every method throws
/// [MalformedBytesException] where the bits end early or cannot be meant.
final class ChunkBitReader {
  private static final int[] WIDTHS = {0, 3, 6, 9, 12, 18, 25, 56, 64};
  private final BitReader bits = new BitReader();

  void reset(byte[] bytes, int offset, int length) {
    bits.reset(bytes, offset, length);
  }

  long get(int width) {
    return bits.get(width);
  }

  double getDouble() {
    return Double.longBitsToDouble(bits.get(64));
  }

  /// Of the patterns of a width the one in the middle is positive.
  private static long signed(long value, int width) {
    return width > 0 && width < 64 && value > 1L << width - 1 ? value - (1L << width) : value;
  }

  private int width() {
    int ones = 0;
    while (ones < WIDTHS.length - 1 && bits.getBit()) {
      ones++;
    }
    return WIDTHS[ones];
  }

  /// `varbit_int`.
  long signed() {
    int width = width();
    return signed(bits.get(width), width);
  }

  /// `varbit_uint`.
  long unsigned() {
    return bits.get(width());
  }

  /// `varbit_uint` that must be a count within a limit.
  int count(int max) {
    long value = unsigned();
    if (value < 0 || value > max) {
      throw malformed("count of " + Long.toUnsignedString(value) + ", more than " + max);
    }
    return (int) value;
  }

  /// LEB128, bytes not aligned.
  long leb128() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long b = bits.get(8);
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw malformed("varint of more than 10 bytes");
  }

  /// The second difference of a time in chunks of floats.
  long timeDelta() {
    if (!bits.getBit()) {
      return 0;
    }
    if (!bits.getBit()) {
      return signed(bits.get(14), 14);
    }
    if (!bits.getBit()) {
      return signed(bits.get(17), 17);
    }
    return bits.getBit() ? bits.get(64) : signed(bits.get(20), 20);
  }

  MalformedBytesException malformed(String problem) {
    bits.align();
    return new MalformedBytesException(bits.bytePosition(), problem);
  }

  /// One sequence of floats, each written as the difference of its bits to the one before.
  static final class Floats {
    private long before;
    private int leading;
    private int trailing;

    double first(ChunkBitReader in) {
      before = in.get(64);
      return Double.longBitsToDouble(before);
    }

    double next(ChunkBitReader in) {
      if (in.get(1) != 0) {
        if (in.get(1) != 0) {
          leading = (int) in.get(5);
          int width = (int) in.get(6);
          trailing = 64 - leading - (width == 0 ? 64 : width);
          if (trailing < 0) {
            throw in.malformed("float of " + width + " bits behind " + leading + " zeros");
          }
        }
        before ^= in.get(64 - leading - trailing) << trailing;
      }
      return Double.longBitsToDouble(before);
    }
  }
}
