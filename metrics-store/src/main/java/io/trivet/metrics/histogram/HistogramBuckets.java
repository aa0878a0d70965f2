package io.trivet.metrics.histogram;

/// All buckets of a histogram in ascending order: negative ones, the zero bucket, positive ones.
/// Empty buckets are left out, and so is a zero bucket of less than nothing. Bounds of buckets that
/// overlap the zero bucket end at it.
public final class HistogramBuckets {
  /// How a bound belongs to its bucket. The ordinals are those of the query API.
  public enum Boundary {
    OPEN_LEFT,
    OPEN_RIGHT,
    OPEN_BOTH,
    CLOSED_BOTH
  }

  private final double[] lowers;
  private final double[] uppers;
  private final double[] counts;
  private final boolean custom;
  private int zeroAt = -1;
  private int size;

  private HistogramBuckets(int capacity, boolean custom) {
    lowers = new double[capacity];
    uppers = new double[capacity];
    counts = new double[capacity];
    this.custom = custom;
  }

  public static HistogramBuckets of(NativeHistogram h) {
    return of(h, h.zeroCount > 0);
  }

  /// @param withZero whether the zero bucket is among them
  static HistogramBuckets of(NativeHistogram h, boolean withZero) {
    Buckets positive = Buckets.of(h.positiveSpans, h.positiveBuckets);
    Buckets negative = Buckets.of(h.negativeSpans, h.negativeBuckets);
    HistogramBuckets out =
        new HistogramBuckets(positive.size + negative.size + 1, h.hasCustomBuckets());
    if (h.hasCustomBuckets()) {
      for (int i = 0; i < positive.size; i++) {
        out.add(
            BucketBounds.lower(positive.indexes[i], h.customBounds),
            BucketBounds.upper(positive.indexes[i], h.customBounds),
            positive.counts[i]);
      }
      return out;
    }
    double zero = h.zeroThreshold;
    for (int i = negative.size - 1; i >= 0; i--) {
      double inner = BucketBounds.upper(negative.indexes[i] - 1, h.schema);
      double outer = BucketBounds.upper(negative.indexes[i], h.schema);
      out.add(-outer, -(inner < zero && outer > zero ? zero : inner), negative.counts[i]);
    }
    if (withZero) {
      out.zeroAt = out.size;
      out.add(-zero, zero, h.zeroCount);
    }
    for (int i = 0; i < positive.size; i++) {
      double inner = BucketBounds.upper(positive.indexes[i] - 1, h.schema);
      double outer = BucketBounds.upper(positive.indexes[i], h.schema);
      out.add(inner < zero && outer > zero ? zero : inner, outer, positive.counts[i]);
    }
    return out;
  }

  private void add(double lower, double upper, double count) {
    if (count != 0) {
      lowers[size] = lower;
      uppers[size] = upper;
      counts[size] = count;
      size++;
    }
  }

  public int size() {
    return size;
  }

  public double lower(int i) {
    return lowers[i];
  }

  public double upper(int i) {
    return uppers[i];
  }

  public double count(int i) {
    return counts[i];
  }

  /// Whether this is the zero bucket.
  public boolean isZero(int i) {
    return i == zeroAt;
  }

  public Boundary boundary(int i) {
    if (custom) {
      return Double.isInfinite(lowers[i]) && lowers[i] < 0
          ? Boundary.CLOSED_BOTH
          : Boundary.OPEN_LEFT;
    }
    if (i == zeroAt) {
      return Boundary.CLOSED_BOTH;
    }
    return uppers[i] <= 0 ? Boundary.OPEN_RIGHT : Boundary.OPEN_LEFT;
  }
}
