package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Values which are decimal numbers of few digits, as integers times a power of ten. Most metrics
/// are: counts, bytes, seconds with some digits. The few that are not (staleness markers,
/// infinities, -0.0) are kept beside, their rows repeat the integer before.
///
/// ```text
/// column     = flags (byte)  first integer (signed varint)  [factor (varint)]
///              [exceptions]  [numbers, packed]
/// flags      = power of ten, 4 bits | order, 2 bits | has factor | has exceptions
/// exceptions = how many (varint), each: rows since the exception before (varint), bits (8 bytes)
/// order 0    number of a row = (integer - first) / factor, for every row from the second
///       1    the difference of that to the row before
///       2    the difference of these differences
///       3    no numbers: every integer is the first
/// value      = integer / 10^power
/// ```
///
/// Division of two exact numbers rounds correctly, so that a value which was written with at most
/// 15 digits comes back bit for bit; each is checked when it is written.
final class DecimalColumn {
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final double MAX_SCALED = 1L << 53;
  private static final double MAX_INTEGER = 1L << 60;
  private static final int FACTOR = 1 << 6;
  private static final int EXCEPTIONS = 1 << 7;
  private static final int CONSTANT_ORDER = 3;

  private final PackedBits packed = new PackedBits();
  private long[] integers = new long[128];
  private long[] deltas = new long[128];
  private int[] exceptionRows = new int[128];

  /// Writes the values and returns true, or writes nothing that counts and returns false where they
  /// are not decimals.
  boolean write(double[] values, int from, int count, BytesWriter out) {
    if (integers.length < count) {
      integers = new long[2 * count];
      deltas = new long[2 * count];
      exceptionRows = new int[2 * count];
    }
    int allowed = count / 16 + 1;
    int power = power(values, from, count, allowed);
    int exceptions = power < 0 ? -1 : scale(values, from, count, power, allowed);
    if (exceptions < 0) {
      return false;
    }
    long first = integers[0];
    long factor = factor(count, first);
    for (int i = 1; i < count; i++) {
      integers[i] = factor == 0 ? 0 : (integers[i] - first) / factor;
    }
    int order = order(factor, count);
    int flags = power | order << 4 | (factor > 1 ? FACTOR : 0) | (exceptions > 0 ? EXCEPTIONS : 0);
    out.putByte(flags);
    out.putSigned(first);
    if (factor > 1) {
      out.putVarint(factor);
    }
    if (exceptions > 0) {
      out.putVarint(exceptions);
      int previous = 0;
      for (int i = 0; i < exceptions; i++) {
        int row = exceptionRows[i];
        out.putVarint(row - previous);
        out.putLong(Double.doubleToRawLongBits(values[from + row]));
        previous = row;
      }
    }
    if (order != CONSTANT_ORDER) {
      packed.write(order == 0 ? integers : deltas, 1, count - 1, out);
    }
    return true;
  }

  /// The smallest power of ten that makes all values integers, but for the allowed exceptions; -1
  /// if there is none.
  private static int power(double[] values, int from, int count, int allowed) {
    int power = 0;
    int misfits = 0;
    for (int i = from; i < from + count; i++) {
      int needed = power;
      while (needed < POWERS.length && !fits(values[i], needed)) {
        needed++;
      }
      if (needed < POWERS.length) {
        power = needed;
      } else if (++misfits > allowed) {
        return -1;
      }
    }
    return power;
  }

  private static boolean fits(double value, int power) {
    double scaled = Math.rint(value * POWERS[power]);
    return Math.abs(scaled) < (power == 0 ? MAX_INTEGER : MAX_SCALED)
        && same((long) scaled / POWERS[power], value);
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  /// Fills [#integers] and [#exceptionRows] and returns the number of exceptions, -1 if there are
  /// too many.
  private int scale(double[] values, int from, int count, int power, int allowed) {
    int exceptions = 0;
    int firstFitting = -1;
    long last = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      if (fits(value, power)) {
        last = (long) Math.rint(value * POWERS[power]);
        if (firstFitting < 0) {
          firstFitting = i;
        }
      } else {
        if (exceptions == allowed) {
          return -1;
        }
        exceptionRows[exceptions++] = i;
      }
      integers[i] = last;
    }
    for (int i = 0; i < firstFitting; i++) {
      integers[i] = integers[firstFitting];
    }
    return firstFitting < 0 ? -1 : exceptions;
  }

  /// Greatest common divisor of all differences to the first integer; 0 if all are equal.
  private long factor(int count, long first) {
    long divisor = 0;
    for (int i = 1; i < count && divisor != 1; i++) {
      long a = Math.abs(integers[i] - first);
      while (a != 0) {
        long rest = divisor % a;
        divisor = a;
        a = rest;
      }
    }
    return divisor;
  }

  /// The cheapest order; leaves the differences of order 1 or 2 in [#deltas].
  private int order(long factor, int count) {
    if (factor == 0) {
      return CONSTANT_ORDER;
    }
    integers[0] = 0;
    long offsets = packed.size(integers, 1, count - 1);
    for (int i = count - 1; i > 0; i--) {
      deltas[i] = integers[i] - integers[i - 1];
    }
    long first = packed.size(deltas, 1, count - 1);
    long previous = 0;
    for (int i = 1; i < count; i++) {
      long delta = deltas[i];
      deltas[i] = delta - previous;
      previous = delta;
    }
    long second = packed.size(deltas, 1, count - 1);
    if (offsets <= first && offsets <= second) {
      return 0;
    }
    if (second < first) {
      return 2;
    }
    for (int i = count - 1; i > 0; i--) {
      deltas[i] = integers[i] - integers[i - 1];
    }
    return 1;
  }

  void read(BytesReader in, int count, double[] into, int at) {
    if (integers.length < count) {
      integers = new long[2 * count];
      deltas = new long[2 * count];
      exceptionRows = new int[2 * count];
    }
    int flags = in.getByte();
    double divisor = POWERS[flags & 15];
    int order = flags >> 4 & 3;
    long first = in.getSigned();
    long factor = (flags & FACTOR) == 0 ? 1 : in.getVarint();
    int exceptions = (flags & EXCEPTIONS) == 0 ? 0 : in.getLength(count);
    int row = 0;
    for (int i = 0; i < exceptions; i++) {
      row += in.getLength(count - 1 - row);
      exceptionRows[i] = row;
      deltas[i] = in.getLong();
    }
    integers[0] = 0;
    if (order == CONSTANT_ORDER) {
      java.util.Arrays.fill(integers, 1, count, 0);
    } else {
      packed.read(in, integers, 1, count - 1);
      for (int pass = 0; pass < order; pass++) {
        long sum = 0;
        for (int i = 1; i < count; i++) {
          sum += integers[i];
          integers[i] = sum;
        }
      }
    }
    if (divisor == 1) {
      for (int i = 0; i < count; i++) {
        into[at + i] = first + integers[i] * factor;
      }
    } else {
      for (int i = 0; i < count; i++) {
        into[at + i] = (first + integers[i] * factor) / divisor;
      }
    }
    for (int i = 0; i < exceptions; i++) {
      into[at + exceptionRows[i]] = Double.longBitsToDouble(deltas[i]);
    }
  }
}
