package io.trivet.metrics.histogram;

import java.math.BigDecimal;
import java.math.MathContext;

/// Bounds of the buckets of native histograms.
///
/// In schema n the bucket with index i covers (2^((i-1) * 2^-n), 2^(i * 2^-n)]; negative buckets
/// mirror this.
final class BucketBounds {
  private static final int TABLE_SCHEMA = NativeHistogram.MAX_EXPONENTIAL_SCHEMA;

  /// How many steps between neighbouring doubles the bounds of Prometheus lie below the exact ones,
  /// plus one. Bounds are part of answers, so they are its own to the last digit.
  private static final String STEPS_BELOW =
      "1111112111211111112311222222222211211121122211221122102211221122"
          + "1111112222332132112111211112111111121011213311221222112121332222"
          + "2121223322322122222222323233323311221121223321332233212232332232"
          + "2243223233433343333333444455435422322333324422333243223333543344";

  /// 2^(k/256 - 1): the bounds of schema 8 in [0.5, 1).
  private static final double[] FRACTIONS = fractions();

  private BucketBounds() {}

  private static double[] fractions() {
    MathContext precise = new MathContext(40);
    BigDecimal root = BigDecimal.TWO;
    for (int i = 0; i < TABLE_SCHEMA; i++) {
      root = root.sqrt(precise);
    }
    double[] table = new double[1 << TABLE_SCHEMA];
    BigDecimal value = new BigDecimal("0.5");
    for (int i = 0; i < table.length; i++) {
      table[i] = below(value.doubleValue(), STEPS_BELOW.charAt(i) - '1');
      value = value.multiply(root, precise);
    }
    return table;
  }

  private static double below(double value, int steps) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) - steps);
  }

  /// Upper bound of an exponential bucket. The bucket that holds the largest finite double ends
  /// there, the next one at infinity.
  public static double upper(int index, int schema) {
    if (schema < 0) {
      long exponent = (long) index << -schema;
      if (exponent == 1024) {
        return Double.MAX_VALUE;
      }
      return Math.scalb(1.0, (int) Math.max(-2000, Math.min(2000, exponent)));
    }
    double fraction = FRACTIONS[(index & ((1 << schema) - 1)) << (TABLE_SCHEMA - schema)];
    int exponent = (index >> schema) + 1;
    if (fraction == 0.5 && exponent == 1025) {
      return Double.MAX_VALUE;
    }
    return Math.scalb(fraction, exponent);
  }

  /// Upper bound of a custom bucket.
  public static double upper(int index, double[] customBounds) {
    return index < customBounds.length ? customBounds[index] : Double.POSITIVE_INFINITY;
  }

  /// Lower bound of a custom bucket.
  public static double lower(int index, double[] customBounds) {
    return index > 0 ? customBounds[index - 1] : Double.NEGATIVE_INFINITY;
  }

  /// Index, in a schema coarser by `levels`, of the bucket that holds this one.
  static int coarser(int index, int levels) {
    return ((index - 1) >> levels) + 1;
  }
}
