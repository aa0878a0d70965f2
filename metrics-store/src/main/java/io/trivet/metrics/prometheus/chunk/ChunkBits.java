package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesWriter;

/// The variable-length numbers of Prometheus chunks, most significant bit first. Source: the chunk
/// formats of the Prometheus TSDB. Owned by one thread.
final class ChunkBits {
  private static final int[] WIDTHS = {3, 6, 9, 12, 18, 25, 56};
  private final BitWriter bits;

  ChunkBits(BytesWriter out) {
    this.bits = new BitWriter(out);
  }

  void put(long value, int width) {
    bits.put(value, width);
  }

  void end() {
    bits.align();
  }

  /// Whether a value fits into `width` bits, of which the pattern in the middle is positive.
  private static boolean fits(long value, int width) {
    return value >= -((1L << width - 1) - 1) && value <= 1L << width - 1;
  }

  /// `varbit_int`: `0` for 0, then n ones, a zero and the bits of the n-th width.
  void signed(long value) {
    if (value == 0) {
      bits.put(0, 1);
      return;
    }
    for (int i = 0; i < WIDTHS.length; i++) {
      if (fits(value, WIDTHS[i])) {
        prefixed(i, value);
        return;
      }
    }
    bits.put(0xff, 8);
    bits.put(value, 64);
  }

  /// `varbit_uint`.
  void unsigned(long value) {
    if (value == 0) {
      bits.put(0, 1);
      return;
    }
    for (int i = 0; i < WIDTHS.length; i++) {
      if (value >>> WIDTHS[i] == 0) {
        prefixed(i, value);
        return;
      }
    }
    bits.put(0xff, 8);
    bits.put(value, 64);
  }

  private void prefixed(int width, long value) {
    bits.put((1L << width + 2) - 2, width + 2);
    bits.put(value & (1L << WIDTHS[width]) - 1, WIDTHS[width]);
  }

  /// LEB128, bytes not aligned.
  void leb128(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bits.put(rest & 0x7f | 0x80, 8);
      rest >>>= 7;
    }
    bits.put(rest, 8);
  }

  /// The second difference of a time in chunks of floats.
  void timeDelta(long value) {
    if (value == 0) {
      bits.put(0, 1);
    } else if (fits(value, 14)) {
      bits.put(0b10, 2);
      bits.put(value & (1 << 14) - 1, 14);
    } else if (fits(value, 17)) {
      bits.put(0b110, 3);
      bits.put(value & (1 << 17) - 1, 17);
    } else if (fits(value, 20)) {
      bits.put(0b1110, 4);
      bits.put(value & (1 << 20) - 1, 20);
    } else {
      bits.put(0b1111, 4);
      bits.put(value, 64);
    }
  }

  /// One sequence of floats, each written as the difference of its bits to the one before.
  static final class Floats {
    private long before;
    private int leading = -1;
    private int trailing;

    void first(ChunkBits out, double value) {
      before = Double.doubleToRawLongBits(value);
      out.put(before, 64);
    }

    void next(ChunkBits out, double value) {
      long now = Double.doubleToRawLongBits(value);
      long changed = now ^ before;
      before = now;
      if (changed == 0) {
        out.put(0, 1);
        return;
      }
      int zeros = Math.min(31, Long.numberOfLeadingZeros(changed));
      int zerosBehind = Long.numberOfTrailingZeros(changed);
      if (leading >= 0 && zeros >= leading && zerosBehind >= trailing) {
        out.put(0b10, 2);
      } else {
        leading = zeros;
        trailing = zerosBehind;
        out.put(0b11, 2);
        out.put(leading, 5);
        out.put(64 - leading - trailing & 63, 6);
      }
      int width = 64 - leading - trailing;
      out.put(changed >>> trailing, width);
    }
  }
}
