package io.trivet.traces.column;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Numbers in groups of 128, each group as its smallest number and the differences to it in as many
/// bits as the largest one needs.
///
/// ```text
/// numbers = group*     group = smallest, zigzag varint; width, 1 byte; up to 128 fields of width bits, padded
/// ```
public final class PackedLongs {
  private static final int GROUP = 128;

  private PackedLongs() {}

  public static void encode(long[] values, int count, BytesWriter out) {
    BitWriter bits = new BitWriter(out);
    for (int from = 0; from < count; from += GROUP) {
      int to = Math.min(count, from + GROUP);
      long min = values[from];
      for (int i = from + 1; i < to; i++) {
        min = Math.min(min, values[i]);
      }
      long all = 0;
      for (int i = from; i < to; i++) {
        all |= values[i] - min;
      }
      int width = 64 - Long.numberOfLeadingZeros(all);
      out.putSigned(min);
      out.putByte(width);
      for (int i = from; i < to; i++) {
        bits.put(values[i] - min, width);
      }
      bits.align();
    }
  }

  public static long[] decode(BytesReader in, int count) {
    long[] values = new long[count];
    BitReader bits = new BitReader();
    for (int from = 0; from < count; from += GROUP) {
      int to = Math.min(count, from + GROUP);
      long min = in.getSigned();
      int width = in.getByte();
      int bytes = ((to - from) * width + 7) / 8;
      bits.reset(in.array(), in.skip(bytes), bytes);
      for (int i = from; i < to; i++) {
        values[i] = min + bits.get(width);
      }
    }
    return values;
  }

  /// Small numbers, not negative.
  public static int[] decodeInts(BytesReader in, int count) {
    long[] wide = decode(in, count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = (int) wide[i];
    }
    return values;
  }
}
