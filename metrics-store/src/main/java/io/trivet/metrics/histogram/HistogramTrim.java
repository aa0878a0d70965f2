package io.trivet.metrics.histogram;

/// Cuts a histogram at a value: `h </ x` keeps what is below, `h >/ x` what is above.
public final class HistogramTrim {
  private final NativeHistogram from;
  private final MutableHistogram out;
  private final double at;
  private final boolean keepsLower;
  private boolean changed;
  private double count;
  private double sum;

  private HistogramTrim(NativeHistogram from, double at, boolean keepsLower) {
    this.from = from;
    this.out = new MutableHistogram(from);
    this.at = at;
    this.keepsLower = keepsLower;
  }

  public static NativeHistogram trim(NativeHistogram h, double at, boolean keepsLower) {
    return new HistogramTrim(h, at, keepsLower).run();
  }

  private NativeHistogram run() {
    boolean custom = from.hasCustomBuckets();
    trimSide(out.positive(), custom, false);
    trimSide(out.negative(), custom, true);
    if (!custom && from.zeroCount != 0) {
      trimZero();
    }
    if (changed) {
      out.setTotals(count, sum);
    }
    return out.build();
  }

  private void trimSide(Buckets side, boolean custom, boolean negative) {
    for (int i = 0; i < side.size; i++) {
      double lower;
      double upper;
      if (custom) {
        lower = BucketBounds.lower(side.indexes[i], from.customBounds);
        upper = BucketBounds.upper(side.indexes[i], from.customBounds);
      } else {
        double inner = BucketBounds.upper(side.indexes[i] - 1, from.schema);
        double outer = BucketBounds.upper(side.indexes[i], from.schema);
        if (inner < from.zeroThreshold && outer > from.zeroThreshold) {
          inner = from.zeroThreshold;
        }
        lower = negative ? -outer : inner;
        upper = negative ? -inner : outer;
      }
      side.counts[i] = keep(lower, upper, side.counts[i], custom, false);
    }
  }

  private void trimZero() {
    double lower = -from.zeroThreshold;
    double upper = from.zeroThreshold;
    boolean positive = isPopulated(from.positiveBuckets);
    boolean negative = isPopulated(from.negativeBuckets);
    if (positive && !negative) {
      lower = 0;
    } else if (negative && !positive) {
      upper = 0;
    }
    out.setZeroCount(keep(lower, upper, from.zeroCount, false, true));
  }

  private static boolean isPopulated(double[] counts) {
    for (double one : counts) {
      if (one != 0) {
        return true;
      }
    }
    return false;
  }

  /// What stays of a bucket; adds it to the new totals.
  private double keep(double lower, double upper, double inBucket, boolean custom, boolean zero) {
    if (inBucket == 0) {
      return 0;
    }
    if (Double.isNaN(at) && !zero) {
      changed = true;
      return 0;
    }
    double from = lower;
    double to = upper;
    double kept;
    if (lower == Double.NEGATIVE_INFINITY && keepsLower) {
      if (at >= upper || upper <= 0) {
        kept = inBucket;
      } else {
        kept = at > 0 ? inBucket * at / upper : 0;
        to = Math.min(upper, at);
      }
      from = upper > 0 ? 0 : Double.isInfinite(at) ? upper : Math.min(at, upper);
      if (upper <= 0) {
        to = from;
      }
    } else if (lower == Double.NEGATIVE_INFINITY) {
      boolean splits = at >= 0 && upper > at && upper != Double.POSITIVE_INFINITY;
      kept = splits ? inBucket * (1 - at / upper) : 0;
      from = at;
      if (at == Double.NEGATIVE_INFINITY) {
        kept = inBucket;
        from = upper > 0 ? 0 : upper;
      }
    } else if (upper == Double.POSITIVE_INFINITY) {
      // Without an upper end there is no way to split: above stays whole, below goes.
      kept = keepsLower == (at == upper) ? inBucket : 0;
      from = keepsLower ? lower : Math.max(at, lower);
      to = from;
    } else if (keepsLower ? at >= upper : at <= lower) {
      kept = inBucket;
    } else if (keepsLower ? at <= lower : at >= upper) {
      kept = 0;
    } else {
      double below = Quantiles.below(at, lower, upper, custom || zero);
      kept = inBucket * (keepsLower ? below : 1 - below);
      if (keepsLower) {
        to = at;
      } else {
        from = at;
      }
    }
    changed |= kept != inBucket;
    count += kept;
    if (kept != 0) {
      sum += kept * middle(from, to, custom || zero);
    }
    return kept;
  }

  private static double middle(double lower, double upper, boolean linear) {
    if (linear) {
      return (lower + upper) / 2;
    }
    double middle = Math.sqrt(Math.abs(lower * upper));
    return upper < 0 ? -middle : middle;
  }
}
