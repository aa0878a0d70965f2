package io.trivet.metrics.histogram;

import io.trivet.core.text.GoNumber;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One native histogram sample: exponential buckets (schemas -4 to 8) or custom bounds (schema
/// -53). Bucket counts are absolute floats whatever the wire said; an integer histogram is one
/// whose counts are all integers and which says so. Immutable by contract: nobody changes the
/// arrays.
///
/// Spans are pairs `offset, length` in one array: the offset of the first span is the index of its
/// first bucket, each further offset the gap after the span before it.
///
/// Source: Prometheus native histogram specification, "Data model".
public final class NativeHistogram {
  /// Schema number of histograms with custom bucket bounds.
  public static final int CUSTOM_BUCKETS = -53;

  public static final int MIN_EXPONENTIAL_SCHEMA = -4;
  public static final int MAX_EXPONENTIAL_SCHEMA = 8;

  /// What is known of a counter reset between the sample before and this one. The ordinals are
  /// those of the wire formats.
  public enum ResetHint {
    UNKNOWN,
    RESET,
    NO_RESET,
    GAUGE
  }

  private static final int[] NO_SPANS = {};
  private static final double[] NO_BUCKETS = {};

  public final ResetHint resetHint;
  public final int schema;
  public final double zeroThreshold;
  public final double zeroCount;
  public final double count;
  public final double sum;
  public final int[] positiveSpans;
  public final double[] positiveBuckets;
  public final int[] negativeSpans;
  public final double[] negativeBuckets;

  /// Upper bounds, ascending, without +Inf; empty unless the schema is [#CUSTOM_BUCKETS].
  public final double[] customBounds;

  /// Whether the sender declared integer counts.
  public final boolean isInteger;

  public NativeHistogram(
      ResetHint resetHint,
      int schema,
      double zeroThreshold,
      double zeroCount,
      double count,
      double sum,
      int @Nullable [] positiveSpans,
      double @Nullable [] positiveBuckets,
      int @Nullable [] negativeSpans,
      double @Nullable [] negativeBuckets,
      double @Nullable [] customBounds,
      boolean isInteger) {
    this.resetHint = resetHint;
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.zeroCount = zeroCount;
    this.count = count;
    this.sum = sum;
    this.positiveSpans = positiveSpans == null ? NO_SPANS : positiveSpans;
    this.positiveBuckets = positiveBuckets == null ? NO_BUCKETS : positiveBuckets;
    this.negativeSpans = negativeSpans == null ? NO_SPANS : negativeSpans;
    this.negativeBuckets = negativeBuckets == null ? NO_BUCKETS : negativeBuckets;
    this.customBounds = customBounds == null ? NO_BUCKETS : customBounds;
    this.isInteger = isInteger;
  }

  /// A histogram of the same layout that has observed nothing.
  public NativeHistogram zero() {
    return new NativeHistogram(
        ResetHint.UNKNOWN,
        schema,
        zeroThreshold,
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        customBounds,
        isInteger);
  }

  /// Bytes of heap, roughly.
  public long heapBytes() {
    return 160
        + 4L * (positiveSpans.length + negativeSpans.length)
        + 8L * (positiveBuckets.length + negativeBuckets.length);
  }

  public boolean hasCustomBuckets() {
    return schema == CUSTOM_BUCKETS;
  }

  /// Equality of every field, floats by their bits.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NativeHistogram that
        && resetHint == that.resetHint
        && schema == that.schema
        && same(zeroThreshold, that.zeroThreshold)
        && same(zeroCount, that.zeroCount)
        && same(count, that.count)
        && same(sum, that.sum)
        && isInteger == that.isInteger
        && Arrays.equals(positiveSpans, that.positiveSpans)
        && Arrays.equals(positiveBuckets, that.positiveBuckets)
        && Arrays.equals(negativeSpans, that.negativeSpans)
        && Arrays.equals(negativeBuckets, that.negativeBuckets)
        && Arrays.equals(customBounds, that.customBounds);
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Double.hashCode(sum) + Double.hashCode(count))
        + Arrays.hashCode(positiveBuckets);
  }

  /// Sum, count and the buckets that are not empty, as Prometheus prints them: `{count:3, sum:2.5,
  /// (0.5,1]:3}`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{count:").append(GoNumber.format(count));
    out.append(", sum:").append(GoNumber.format(sum));
    HistogramBuckets buckets = HistogramBuckets.of(this);
    for (int i = 0; i < buckets.size(); i++) {
      if (buckets.count(i) != 0) {
        HistogramBuckets.Boundary boundary = buckets.boundary(i);
        boolean closedLeft =
            boundary == HistogramBuckets.Boundary.OPEN_RIGHT
                || boundary == HistogramBuckets.Boundary.CLOSED_BOTH;
        boolean closedRight =
            boundary == HistogramBuckets.Boundary.OPEN_LEFT
                || boundary == HistogramBuckets.Boundary.CLOSED_BOTH;
        out.append(closedLeft ? ", [" : ", (").append(GoNumber.format(buckets.lower(i)));
        out.append(',').append(GoNumber.format(buckets.upper(i)));
        out.append(closedRight ? "]:" : "):").append(GoNumber.format(buckets.count(i)));
      }
    }
    return out.append('}').toString();
  }
}
