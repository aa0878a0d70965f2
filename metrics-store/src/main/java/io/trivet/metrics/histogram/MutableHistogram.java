package io.trivet.metrics.histogram;

import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.Arrays;

/// A histogram under construction: the arithmetic of native histograms. Sums are compensated for
/// rounding (Neumaier), so that the order of additions hardly matters. Owned by one thread.
///
/// Source: Prometheus native histogram specification; rules for zero buckets, resolution and custom
/// bounds as in Prometheus 3.
public final class MutableHistogram {
  private ResetHint hint;
  private int schema;
  private double zeroThreshold;
  private double zeroCount;
  private double count;
  private double sum;
  private double zeroLost;
  private double countLost;
  private double sumLost;
  private Buckets positive;
  private Buckets negative;
  private double[] customBounds;
  private boolean reconciled;
  private boolean hintsCollided;

  public MutableHistogram(NativeHistogram from) {
    hint = from.resetHint;
    schema = from.schema;
    zeroThreshold = from.zeroThreshold;
    zeroCount = from.zeroCount;
    count = from.count;
    sum = from.sum;
    positive = Buckets.of(from.positiveSpans, from.positiveBuckets);
    negative = Buckets.of(from.negativeSpans, from.negativeBuckets);
    customBounds = from.customBounds;
  }

  /// What `sum` lost when `a` and `b` were added to it.
  static double loss(double a, double b, double sum) {
    if (Double.isInfinite(sum)) {
      return 0;
    }
    return Math.abs(a) >= Math.abs(b) ? (a - sum) + b : (b - sum) + a;
  }

  /// @throws IncompatibleHistogramsException if one has custom buckets and the other has not
  public MutableHistogram add(NativeHistogram other) throws IncompatibleHistogramsException {
    return add(other, 1);
  }

  /// @throws IncompatibleHistogramsException if one has custom buckets and the other has not
  public MutableHistogram subtract(NativeHistogram other) throws IncompatibleHistogramsException {
    return add(other, -1);
  }

  /// Adds another sum with its compensations.
  ///
  /// @throws IncompatibleHistogramsException if one has custom buckets and the other has not
  public MutableHistogram add(MutableHistogram other) throws IncompatibleHistogramsException {
    combine(other.copy(), 1);
    reconciled |= other.reconciled;
    hintsCollided |= other.hintsCollided;
    return this;
  }

  private MutableHistogram add(NativeHistogram other, double sign)
      throws IncompatibleHistogramsException {
    combine(new MutableHistogram(other), sign);
    return this;
  }

  private void combine(MutableHistogram that, double sign) throws IncompatibleHistogramsException {
    if (isCustom() != that.isCustom()) {
      throw new IncompatibleHistogramsException();
    }
    mergeHint(that.hint);
    if (isCustom()) {
      if (!Arrays.equals(customBounds, that.customBounds)) {
        double[] shared = intersection(customBounds, that.customBounds);
        positive = remap(positive, customBounds, shared);
        that.positive = remap(that.positive, that.customBounds, shared);
        customBounds = shared;
        reconciled = true;
      }
    } else {
      alignZeroBuckets(that);
      int coarsest = Math.min(schema, that.schema);
      reduceTo(coarsest);
      that.reduceTo(coarsest);
      double zero = zeroCount + sign * that.zeroCount;
      zeroLost += sign * that.zeroLost + loss(zeroCount, sign * that.zeroCount, zero);
      zeroCount = zero;
    }
    positive = positive.plus(that.positive, sign);
    negative = negative.plus(that.negative, sign);
    double counts = count + sign * that.count;
    countLost += sign * that.countLost + loss(count, sign * that.count, counts);
    count = counts;
    double sums = sum + sign * that.sum;
    sumLost += sign * that.sumLost + loss(sum, sign * that.sum, sums);
    sum = sums;
  }

  private void mergeHint(ResetHint other) {
    if (hint == other) {
      return;
    }
    if (hint == ResetHint.GAUGE || other == ResetHint.GAUGE) {
      hint = ResetHint.GAUGE;
    } else if (hint == ResetHint.UNKNOWN || other == ResetHint.UNKNOWN) {
      hint = ResetHint.UNKNOWN;
    } else {
      hint = ResetHint.UNKNOWN;
      hintsCollided = true;
    }
  }

  private MutableHistogram copy() {
    MutableHistogram copy = new MutableHistogram(build());
    return copy;
  }

  private void alignZeroBuckets(MutableHistogram that) {
    while (zeroThreshold != that.zeroThreshold) {
      if (zeroThreshold > that.zeroThreshold) {
        that.widenZeroBucket(zeroThreshold);
      } else {
        widenZeroBucket(that.zeroThreshold);
      }
    }
  }

  /// Grows the zero bucket to the threshold, or to the outer bound of the populated bucket in which
  /// the threshold falls, and takes the buckets it swallows into its count.
  void widenZeroBucket(double threshold) {
    double wanted = threshold;
    while (true) {
      double outer = outerBound(negative, outerBound(positive, wanted));
      if (outer == wanted) {
        break;
      }
      wanted = outer;
    }
    zeroThreshold = wanted;
    positive = swallow(positive);
    negative = swallow(negative);
  }

  private double outerBound(Buckets side, double threshold) {
    for (int i = 0; i < side.size; i++) {
      double upper = BucketBounds.upper(side.indexes[i], schema);
      if (upper > threshold) {
        boolean inside = BucketBounds.upper(side.indexes[i] - 1, schema) < threshold;
        return inside && side.counts[i] != 0 ? upper : threshold;
      }
    }
    return threshold;
  }

  private Buckets swallow(Buckets side) {
    Buckets kept = new Buckets(side.size);
    for (int i = 0; i < side.size; i++) {
      if (BucketBounds.upper(side.indexes[i], schema) <= zeroThreshold) {
        zeroCount += side.counts[i];
        zeroLost += side.lost[i];
      } else if (side.counts[i] != 0
          || BucketBounds.upper(side.indexes[i] - 1, schema) >= zeroThreshold) {
        kept.addLast(side.indexes[i], side.counts[i], side.lost[i]);
      }
    }
    return kept;
  }

  /// Brings the histogram to a coarser schema.
  public MutableHistogram reduceTo(int coarser) {
    if (coarser < schema && !isCustom()) {
      positive = positive.coarser(schema - coarser);
      negative = negative.coarser(schema - coarser);
      schema = coarser;
    }
    return this;
  }

  private static double[] intersection(double[] a, double[] b) {
    double[] out = new double[Math.min(a.length, b.length)];
    int n = 0;
    int j = 0;
    for (double bound : a) {
      while (j < b.length && b[j] < bound) {
        j++;
      }
      if (j < b.length && b[j] == bound) {
        out[n++] = bound;
      }
    }
    return Arrays.copyOf(out, n);
  }

  /// Counts by the bounds which remain: each goes to the next kept bound above.
  static Buckets remap(Buckets buckets, double[] bounds, double[] kept) {
    Buckets out = new Buckets(buckets.size);
    int target = 0;
    for (int i = 0; i < buckets.size; i++) {
      double upper = BucketBounds.upper(buckets.indexes[i], bounds);
      while (target < kept.length && kept[target] < upper) {
        target++;
      }
      out.addLast(target, buckets.counts[i], buckets.lost[i]);
    }
    return out;
  }

  public MutableHistogram scale(double factor) {
    positive.scale(factor);
    negative.scale(factor);
    zeroCount *= factor;
    zeroLost *= factor;
    count *= factor;
    countLost *= factor;
    sum *= factor;
    sumLost *= factor;
    if (factor < 0) {
      hint = ResetHint.GAUGE;
    }
    return this;
  }

  /// Divides everything; division by zero leaves no bucket.
  public MutableHistogram divide(double divisor) {
    zeroCount /= divisor;
    zeroLost /= divisor;
    count /= divisor;
    countLost /= divisor;
    sum /= divisor;
    sumLost /= divisor;
    if (divisor == 0) {
      positive = new Buckets(0);
      negative = new Buckets(0);
    } else {
      positive.divide(divisor);
      negative.divide(divisor);
    }
    if (divisor < 0) {
      hint = ResetHint.GAUGE;
    }
    return this;
  }

  public MutableHistogram hint(ResetHint newHint) {
    hint = newHint;
    return this;
  }

  /// A sum with its compensation, which means nothing once the sum has left the finite numbers.
  static double settled(double sum, double lost) {
    return Double.isNaN(lost) || Double.isInfinite(sum) ? sum : sum + lost;
  }

  /// Whether custom bounds that differ were brought together on the way.
  public boolean wasReconciled() {
    return reconciled;
  }

  /// Whether the custom bounds are those of the other.
  public boolean hasBoundsOf(NativeHistogram other) {
    return Arrays.equals(customBounds, other.customBounds);
  }

  /// Whether a histogram after a counter reset was added to one that is surely none.
  public boolean hintsCollided() {
    return hintsCollided;
  }

  /// Whether any part of it is infinite.
  public boolean isInfinite() {
    if (Double.isInfinite(count) || Double.isInfinite(sum) || Double.isInfinite(zeroCount)) {
      return true;
    }
    for (Buckets side : new Buckets[] {positive, negative}) {
      for (int i = 0; i < side.size; i++) {
        if (Double.isInfinite(side.counts[i])) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether it is near the end of what floats hold, so that adding may overflow.
  public boolean isLarge() {
    double limit = Double.MAX_VALUE / 4;
    double largest = Math.max(Math.abs(count), Math.max(Math.abs(sum), Math.abs(zeroCount)));
    for (int i = 0; i < positive.size; i++) {
      largest = Math.max(largest, Math.abs(positive.counts[i]));
    }
    for (int i = 0; i < negative.size; i++) {
      largest = Math.max(largest, Math.abs(negative.counts[i]));
    }
    return largest > limit;
  }

  private boolean isCustom() {
    return schema == NativeHistogram.CUSTOM_BUCKETS;
  }

  int schema() {
    return schema;
  }

  double zeroThreshold() {
    return zeroThreshold;
  }

  double zeroCount() {
    return zeroCount;
  }

  Buckets positive() {
    return positive;
  }

  Buckets negative() {
    return negative;
  }

  void setTotals(double newCount, double newSum) {
    count = newCount;
    sum = newSum;
  }

  void setZeroCount(double newZeroCount) {
    zeroCount = newZeroCount;
  }

  /// The histogram, without empty buckets.
  public NativeHistogram build() {
    return build(false);
  }

  /// The histogram, without empty buckets.
  ///
  /// @param isInteger whether all counts are integers and the sender said so
  public NativeHistogram build(boolean isInteger) {
    positive.settle();
    negative.settle();
    positive.removeEmpty();
    negative.removeEmpty();
    zeroCount = settled(zeroCount, zeroLost);
    count = settled(count, countLost);
    sum = settled(sum, sumLost);
    zeroLost = 0;
    countLost = 0;
    sumLost = 0;
    return new NativeHistogram(
        hint,
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positive.spans(),
        positive.counts(),
        negative.spans(),
        negative.counts(),
        customBounds,
        isInteger);
  }
}
