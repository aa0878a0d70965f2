package io.trivet.metrics.histogram;

/// Quantiles, fractions and moments of native histograms.
public final class Quantiles {
  /// What a result says about observations that are not a number.
  public enum NanObservations {
    NONE,
    RESULT_IS_NAN,
    SKEWED_HIGHER,
    EXCLUDED
  }

  /// A value, and whether observations that are not a number took part.
  public record Answer(double value, NanObservations nan) {}

  private Quantiles() {}

  private static Answer plain(double value) {
    return new Answer(value, NanObservations.NONE);
  }

  /// The value below which a share `q` of the observations lies.
  public static Answer quantile(double q, NativeHistogram h) {
    if (q < 0) {
      return plain(Double.NEGATIVE_INFINITY);
    }
    if (q > 1) {
      return plain(Double.POSITIVE_INFINITY);
    }
    if (h.count == 0 || Double.isNaN(q)) {
      return plain(Double.NaN);
    }
    HistogramBuckets buckets = HistogramBuckets.of(h);
    boolean sumIsNan = Double.isNaN(h.sum);
    boolean upward = sumIsNan || q < 0.5;
    double rank = upward ? q * h.count : (1 - q) * h.count;
    double seen = 0;
    int at = -1;
    for (int n = 0; n < buckets.size(); n++) {
      at = upward ? n : buckets.size() - 1 - n;
      seen += buckets.count(at);
      if (seen >= rank) {
        break;
      }
    }
    if (at < 0) {
      return sumIsNan
          ? new Answer(Double.NaN, NanObservations.RESULT_IS_NAN)
          : plain(h.hasCustomBuckets() ? Double.NaN : 0);
    }
    double lower = buckets.lower(at);
    double upper = buckets.upper(at);
    double inBucket = buckets.count(at);
    if (!h.hasCustomBuckets() && lower < 0 && upper > 0) {
      if (h.negativeBuckets.length == 0 && h.positiveBuckets.length > 0) {
        lower = 0;
      } else if (h.positiveBuckets.length == 0 && h.negativeBuckets.length > 0) {
        upper = 0;
      }
    } else if (h.hasCustomBuckets()) {
      if (lower == Double.NEGATIVE_INFINITY) {
        if (upper <= 0) {
          return plain(upper);
        }
        lower = 0;
      } else if (upper == Double.POSITIVE_INFINITY) {
        return plain(lower);
      }
    }
    seen = Math.min(seen, h.count);
    if (seen < rank) {
      return sumIsNan ? new Answer(Double.NaN, NanObservations.RESULT_IS_NAN) : plain(upper);
    }
    double within = upward ? rank - (seen - inBucket) : seen - rank;
    NanObservations nan = NanObservations.NONE;
    if (sumIsNan) {
      double all = 0;
      for (int i = 0; i < buckets.size(); i++) {
        all += buckets.count(i);
      }
      if (all < h.count) {
        nan = NanObservations.SKEWED_HIGHER;
      }
      // Prometheus has moved on to the last bucket when it interpolates here, and so do we.
      int last = buckets.size() - 1;
      lower = buckets.lower(last);
      upper = buckets.upper(last);
      inBucket = buckets.count(last);
    }
    double fraction = within / inBucket;
    return new Answer(interpolate(lower, upper, fraction, h.hasCustomBuckets()), nan);
  }

  private static double interpolate(double lower, double upper, double fraction, boolean linear) {
    if (linear || lower <= 0 && upper >= 0) {
      return lower + (upper - lower) * fraction;
    }
    double logLower = log2(Math.abs(lower));
    double logUpper = log2(Math.abs(upper));
    return lower > 0
        ? exp2(logLower + (logUpper - logLower) * fraction)
        : -exp2(logUpper + (logLower - logUpper) * (1 - fraction));
  }

  /// Exact for powers of two.
  static double log2(double x) {
    int exponent = Math.getExponent(x);
    return exponent + Math.log(Math.scalb(x, -exponent)) / Math.log(2);
  }

  private static double exp2(double x) {
    double whole = Math.floor(x);
    return Math.scalb(Math.pow(2, x - whole), (int) whole);
  }

  /// The share of the observations between two values.
  public static Answer fraction(double lower, double upper, NativeHistogram h) {
    if (h.count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return plain(Double.NaN);
    }
    if (lower >= upper) {
      return plain(0);
    }
    HistogramBuckets buckets = HistogramBuckets.of(h);
    double rank = 0;
    double lowerRank = Double.NaN;
    double upperRank = Double.NaN;
    for (int i = 0; i < buckets.size(); i++) {
      double from = buckets.lower(i);
      double to = buckets.upper(i);
      // Of custom buckets too the one that holds or touches 0 begins there.
      if (from <= 0 && to >= 0) {
        if (h.negativeBuckets.length == 0 && h.positiveBuckets.length > 0) {
          from = 0;
        } else if (h.positiveBuckets.length == 0 && h.negativeBuckets.length > 0) {
          to = 0;
        }
      }
      if (h.hasCustomBuckets() && from == Double.NEGATIVE_INFINITY && to > 0) {
        from = 0;
      }
      boolean linear = h.hasCustomBuckets() || buckets.isZero(i);
      if (Double.isNaN(lowerRank)) {
        if (from >= lower) {
          lowerRank = rank;
        } else if (from < lower && to > lower) {
          lowerRank = rank + buckets.count(i) * below(lower, from, to, linear);
        }
      }
      if (Double.isNaN(upperRank)) {
        if (from >= upper) {
          upperRank = rank;
        } else if (from < upper && to > upper) {
          upperRank = rank + buckets.count(i) * below(upper, from, to, linear);
        }
      }
      rank += buckets.count(i);
      if (!Double.isNaN(lowerRank) && !Double.isNaN(upperRank)) {
        break;
      }
    }
    NanObservations nan = NanObservations.NONE;
    double all = h.count;
    if (Double.isNaN(h.sum)) {
      all = 0;
      for (int i = 0; i < buckets.size(); i++) {
        all += buckets.count(i);
      }
      if (all < h.count) {
        nan = NanObservations.EXCLUDED;
      }
    }
    if (Double.isNaN(lowerRank) || lowerRank > all) {
      lowerRank = all;
    }
    if (Double.isNaN(upperRank) || upperRank > all) {
      upperRank = all;
    }
    return new Answer((upperRank - lowerRank) / h.count, nan);
  }

  /// The share of a bucket below a value inside it.
  static double below(double value, double lower, double upper, boolean linear) {
    if (lower == Double.NEGATIVE_INFINITY) {
      return 1;
    }
    if (linear) {
      return (value - lower) / (upper - lower);
    }
    double logLower = log2(Math.abs(lower));
    double logUpper = log2(Math.abs(upper));
    double logValue = log2(Math.abs(value));
    return value > 0
        ? (logValue - logLower) / (logUpper - logLower)
        : 1 - (logValue - logUpper) / (logLower - logUpper);
  }

  /// Population variance, each bucket standing at its middle: the geometric mean of its bounds, the
  /// arithmetic one for custom buckets, 0 for the zero bucket.
  public static double variance(NativeHistogram h) {
    double mean = h.sum / h.count;
    HistogramBuckets buckets = HistogramBuckets.of(h);
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < buckets.size(); i++) {
      double delta = middle(buckets, i, h.hasCustomBuckets()) - mean;
      double term = buckets.count(i) * delta * delta;
      double next = sum + term;
      lost += MutableHistogram.loss(sum, term, next);
      sum = next;
    }
    return (sum + lost) / h.count;
  }

  private static double middle(HistogramBuckets buckets, int i, boolean custom) {
    double lower = buckets.lower(i);
    double upper = buckets.upper(i);
    if (custom) {
      return (upper + lower) / 2;
    }
    if (lower <= 0 && upper >= 0) {
      return 0;
    }
    double middle = Math.sqrt(upper * lower);
    return upper < 0 ? -middle : middle;
  }
}
