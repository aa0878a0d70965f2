package io.trivet.metrics.chunk;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Values as the difference of their bits to the value before, after the paper "Gorilla: A Fast,
/// Scalable, In-Memory Time Series Database" (2015), section 4.1.2, with six bits for the leading
/// zeros.
///
/// ```text
/// column = length of the bits in bytes (varint)  first (64 bits)  row ...
/// row    = 0                                               the same value
///        | 10 significant bits                             as many as in the row before
///        | 11 leading zeros (6) significant - 1 (6) significant bits
/// ```
final class XorColumn {
  private XorColumn() {}

  static void write(double[] values, int from, int count, BytesWriter out) {
    BytesWriter body = new BytesWriter(9 * count + 16);
    BitWriter bits = new BitWriter(body);
    long previous = Double.doubleToRawLongBits(values[from]);
    bits.put(previous, 64);
    int leading = -1;
    int trailing = 0;
    for (int i = 1; i < count; i++) {
      long raw = Double.doubleToRawLongBits(values[from + i]);
      long xor = raw ^ previous;
      previous = raw;
      if (xor == 0) {
        bits.put(0, 1);
        continue;
      }
      int zerosBefore = Long.numberOfLeadingZeros(xor);
      int zerosBehind = Long.numberOfTrailingZeros(xor);
      int kept = 64 - leading - trailing;
      // A window much wider than needed is given up.
      if (leading >= 0
          && zerosBefore >= leading
          && zerosBehind >= trailing
          && kept <= 64 - zerosBefore - zerosBehind + 12) {
        bits.put(0b10, 2);
        bits.put(xor >>> trailing, kept);
      } else {
        leading = zerosBefore;
        trailing = zerosBehind;
        int significant = 64 - leading - trailing;
        bits.put(0b11, 2);
        bits.put(leading, 6);
        bits.put(significant - 1, 6);
        bits.put(xor >>> trailing, significant);
      }
    }
    bits.align();
    out.putVarint(body.length());
    out.putBytes(body.array(), 0, body.length());
  }

  static void read(BytesReader in, BitReader bits, int count, double[] into, int at) {
    int length = in.getLength(in.remaining());
    bits.reset(in.array(), in.skip(length), length);
    long previous = bits.get(64);
    into[at] = Double.longBitsToDouble(previous);
    int significant = 0;
    int trailing = 0;
    for (int i = 1; i < count; i++) {
      if (bits.get(1) != 0) {
        if (bits.get(1) != 0) {
          int leading = (int) bits.get(6);
          significant = (int) bits.get(6) + 1;
          trailing = 64 - leading - significant;
          if (trailing < 0) {
            throw Columns.malformed(in, "xor window beyond 64 bits");
          }
        }
        previous ^= bits.get(significant) << trailing;
      }
      into[at + i] = Double.longBitsToDouble(previous);
    }
  }
}
