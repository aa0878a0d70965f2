package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Values which are decimal numbers of few digits but for rounding errors, as `5.683000000000001`:
/// what a program prints that multiplies milliseconds by 0.001 or divides by 1,000 twice. Owned by
/// one thread.
///
/// ```text
/// column = errors, packed (see PackedBits)  decimals (see DecimalColumn)
/// error  = bits of the value - bits of the decimal, as integers
/// ```
final class NearDecimals {
  private static final int MAX_ERROR = 2;
  private static final double MAX_SCALED = 1L << 53;

  private final PackedBits packed = new PackedBits();
  private double[] decimals = new double[128];
  private long[] errors = new long[128];

  /// Writes the values and returns true, or writes nothing that counts and returns false where they
  /// are not near decimals.
  boolean write(double[] values, int from, int count, DecimalColumn column, BytesWriter out) {
    if (decimals.length < count) {
      decimals = new double[2 * count];
      errors = new long[2 * count];
    }
    double scale = scale(values, from, count);
    if (scale == 0) {
      return false;
    }
    double last = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      double scaled = Math.rint(value * scale);
      // Staleness markers and infinities become errors that are larger than the others.
      if (Math.abs(scaled) < MAX_SCALED) {
        last = scaled / scale;
      }
      decimals[i] = last;
      errors[i] = error(value, last);
    }
    packed.write(errors, 0, count, out);
    return column.write(decimals, 0, count, out);
  }

  /// The smallest power of ten that brings all finite values near an integer; 0 if there is none.
  private static double scale(double[] values, int from, int count) {
    double scale = 1;
    for (int i = from; i < from + count; i++) {
      double value = values[i];
      while (Double.isFinite(value) && !isNear(value, scale)) {
        scale *= 10;
        if (Math.abs(value) * scale >= MAX_SCALED) {
          return 0;
        }
      }
    }
    return scale;
  }

  private static boolean isNear(double value, double scale) {
    return Math.abs(error(value, Math.rint(value * scale) / scale)) <= MAX_ERROR;
  }

  private static long error(double value, double decimal) {
    return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(decimal);
  }

  void read(BytesReader in, int count, DecimalColumn column, double[] into, int at) {
    if (errors.length < count) {
      decimals = new double[2 * count];
      errors = new long[2 * count];
    }
    packed.read(in, errors, 0, count);
    column.read(in, count, into, at);
    for (int i = 0; i < count; i++) {
      into[at + i] = Double.longBitsToDouble(Double.doubleToRawLongBits(into[at + i]) + errors[i]);
    }
  }
}
