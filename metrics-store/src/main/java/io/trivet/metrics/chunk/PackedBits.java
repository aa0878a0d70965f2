package io.trivet.metrics.chunk;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Runs of numbers in groups of 128, each group as its least number and the offsets from it in the
/// fewest bits that hold the largest:
///
/// ```text
/// group = least (signed varint)  width (byte, 0 to 64)  offsets (width bits each, then padding)
/// ```
final class PackedBits {
  static final int GROUP = 128;

  private PackedBits() {}

  /// Bytes that [#write] would take, within one or two per group.
  static long size(long[] numbers, int from, int count) {
    long bytes = 0;
    for (int start = from; start < from + count; start += GROUP) {
      int end = Math.min(from + count, start + GROUP);
      long min = min(numbers, start, end);
      int width = width(numbers, start, end, min);
      bytes += 1 + varintBytes(min) + ((long) width * (end - start) + 7) / 8;
    }
    return bytes;
  }

  private static int varintBytes(long signed) {
    long zigzag = (signed << 1) ^ (signed >> 63);
    return Math.max(1, (70 - Long.numberOfLeadingZeros(zigzag)) / 7);
  }

  private static long min(long[] numbers, int start, int end) {
    long min = numbers[start];
    for (int i = start + 1; i < end; i++) {
      min = Math.min(min, numbers[i]);
    }
    return min;
  }

  private static int width(long[] numbers, int start, int end, long min) {
    long used = 0;
    for (int i = start; i < end; i++) {
      used |= numbers[i] - min;
    }
    return 64 - Long.numberOfLeadingZeros(used);
  }

  static void write(long[] numbers, int from, int count, BytesWriter out) {
    BitWriter bits = new BitWriter(out);
    for (int start = from; start < from + count; start += GROUP) {
      int end = Math.min(from + count, start + GROUP);
      long min = min(numbers, start, end);
      int width = width(numbers, start, end, min);
      out.putSigned(min);
      out.putByte(width);
      if (width > 0) {
        for (int i = start; i < end; i++) {
          bits.put(numbers[i] - min, width);
        }
        bits.align();
      }
    }
  }

  static void read(BytesReader in, BitReader bits, long[] into, int from, int count) {
    for (int start = from; start < from + count; start += GROUP) {
      int end = Math.min(from + count, start + GROUP);
      long min = in.getSigned();
      int width = in.getByte();
      if (width > 64) {
        throw Columns.malformed(in, "packed numbers of " + width + " bits");
      }
      if (width == 0) {
        java.util.Arrays.fill(into, start, end, min);
      } else {
        int bytes = (width * (end - start) + 7) / 8;
        bits.reset(in.array(), in.skip(bytes), bytes);
        for (int i = start; i < end; i++) {
          into[i] = min + bits.get(width);
        }
      }
    }
  }
}
