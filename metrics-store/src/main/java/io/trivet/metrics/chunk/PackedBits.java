package io.trivet.metrics.chunk;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;

/// Runs of numbers in groups of 128, each group as a base and the offsets from it in few bits. The
/// few numbers of a group which would need more bits than the others are kept beside, after
/// "Super-Scalar RAM-CPU Cache Compression" (2006), section 3 (PFOR). Owned by one thread.
///
/// ```text
/// group     = base (signed varint)  width (byte, 0 to 64; 128 more if there are exceptions)
///             [exceptions]  offsets (width bits each, then padding)
/// exceptions = how many (byte), each: rows since the one before (byte), offset (signed varint);
///             their offsets among the others are 0
/// ```
final class PackedBits {
  static final int GROUP = 128;

  private static final int EXCEPTIONS = 128;

  /// Rows below the second base that is tried.
  private static final int LOW = 3;

  private final BitReader bits = new BitReader();

  /// Of the numbers of a group whose offset needs so many bits: how many, and their size in bytes
  /// as exceptions.
  private final int[] counts = new int[65];

  private final int[] bytes = new int[65];
  private final int[] rows = new int[GROUP];
  private final long[] offsets = new long[GROUP];

  /// The plan of a group, see [#plan].
  private long base;

  private int width;
  private int exceptions;

  /// Bytes that [#write] would take.
  long size(long[] numbers, int from, int count) {
    long size = 0;
    for (int start = from; start < from + count; start += GROUP) {
      size += plan(numbers, start, Math.min(from + count, start + GROUP));
    }
    return size;
  }

  /// Chooses base, width and exceptions of a group; returns its bytes. The base is the least number
  /// or, where that saves bits, the one above the few least.
  private int plan(long[] numbers, int start, int end) {
    long least = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    long third = Long.MAX_VALUE;
    long fourth = Long.MAX_VALUE;
    for (int i = start; i < end; i++) {
      long number = numbers[i];
      if (number < fourth) {
        fourth = Math.max(third, number);
        third = Math.min(third, Math.max(second, number));
        second = Math.min(second, Math.max(least, number));
        least = Math.min(least, number);
      }
    }
    int size = plan(numbers, start, end, least);
    // Worth a try only if the few least take up a good part of the range.
    if (end - start > 8 * LOW && bitsOf(fourth - least) > width - 2) {
      int chosenWidth = width;
      int chosenExceptions = exceptions;
      int other = plan(numbers, start, end, fourth);
      if (other < size) {
        return other;
      }
      base = least;
      width = chosenWidth;
      exceptions = chosenExceptions;
    }
    return size;
  }

  private int plan(long[] numbers, int start, int end, long from) {
    Arrays.fill(counts, 0);
    Arrays.fill(bytes, 0);
    int widest = 0;
    for (int i = start; i < end; i++) {
      long offset = numbers[i] - from;
      int needed = bitsOf(offset);
      widest = Math.max(widest, needed);
      counts[needed]++;
      bytes[needed] += 1 + varintBytes(offset);
    }
    int rows = end - start;
    base = from;
    width = widest;
    exceptions = 0;
    int size = (widest * rows + 7) / 8;
    int beside = 0;
    int besideBytes = 1;
    for (int narrower = widest - 1; narrower >= 0; narrower--) {
      beside += counts[narrower + 1];
      besideBytes += bytes[narrower + 1];
      if (besideBytes >= size) {
        break;
      }
      if ((narrower * rows + 7) / 8 + besideBytes < size) {
        size = (narrower * rows + 7) / 8 + besideBytes;
        width = narrower;
        exceptions = beside;
      }
    }
    return size + 1 + varintBytes(from);
  }

  /// Of an unsigned number; one below the base counts as of 64 bits.
  private static int bitsOf(long offset) {
    return 64 - Long.numberOfLeadingZeros(offset);
  }

  private static int varintBytes(long signed) {
    long zigzag = (signed << 1) ^ (signed >> 63);
    return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
  }

  void write(long[] numbers, int from, int count, BytesWriter out) {
    BitWriter packed = new BitWriter(out);
    for (int start = from; start < from + count; start += GROUP) {
      int end = Math.min(from + count, start + GROUP);
      plan(numbers, start, end);
      out.putSigned(base);
      out.putByte(exceptions > 0 ? width | EXCEPTIONS : width);
      if (exceptions > 0) {
        writeExceptions(numbers, start, end, out);
      }
      if (width > 0) {
        for (int i = start; i < end; i++) {
          long offset = numbers[i] - base;
          packed.put(bitsOf(offset) > width ? 0 : offset, width);
        }
        packed.align();
      }
    }
  }

  private void writeExceptions(long[] numbers, int start, int end, BytesWriter out) {
    out.putByte(exceptions);
    int previous = start;
    for (int i = start; i < end; i++) {
      long offset = numbers[i] - base;
      if (bitsOf(offset) > width) {
        out.putByte(i - previous);
        out.putSigned(offset);
        previous = i;
      }
    }
  }

  void read(BytesReader in, long[] into, int from, int count) {
    for (int start = from; start < from + count; start += GROUP) {
      int end = Math.min(from + count, start + GROUP);
      long least = in.getSigned();
      int head = in.getByte();
      int wide = head & ~EXCEPTIONS;
      if (wide > 64) {
        throw Columns.malformed(in, "packed numbers of " + wide + " bits");
      }
      int patched = wide == head ? 0 : readExceptions(in, end - start);
      if (wide == 0) {
        Arrays.fill(into, start, end, least);
      } else {
        int length = (wide * (end - start) + 7) / 8;
        bits.reset(in.array(), in.skip(length), length);
        for (int i = start; i < end; i++) {
          into[i] = least + bits.get(wide);
        }
      }
      for (int i = 0; i < patched; i++) {
        into[start + rows[i]] = least + offsets[i];
      }
    }
  }

  private int readExceptions(BytesReader in, int numbers) {
    int count = in.getByte();
    if (count > numbers) {
      throw Columns.malformed(in, count + " exceptions in a group of " + numbers);
    }
    int row = 0;
    for (int i = 0; i < count; i++) {
      row += in.getByte();
      if (row >= numbers) {
        throw Columns.malformed(in, "an exception beyond its group");
      }
      rows[i] = row;
      offsets[i] = in.getSigned();
    }
    return count;
  }
}
