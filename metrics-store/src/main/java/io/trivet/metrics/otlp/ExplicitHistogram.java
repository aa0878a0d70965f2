package io.trivet.metrics.otlp;

import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.Arrays;

/// A histogram with explicit bounds. The arrays belong to it and are not changed.
///
/// @param bounds upper bounds of all buckets but the last, ascending
/// @param counts one a bucket, not cumulative; empty when only count and sum are known
/// @param sum 0 when unknown
public record ExplicitHistogram(
    double[] bounds, double[] counts, double count, double sum, boolean hasSum) {

  /// Both together; the later one alone where their bounds differ.
  public static ExplicitHistogram plus(ExplicitHistogram earlier, ExplicitHistogram later) {
    if (!Arrays.equals(earlier.bounds, later.bounds)
        || earlier.counts.length != later.counts.length) {
      return later;
    }
    double[] counts = earlier.counts.clone();
    for (int i = 0; i < counts.length; i++) {
      counts[i] += later.counts[i];
    }
    return new ExplicitHistogram(
        earlier.bounds,
        counts,
        earlier.count + later.count,
        earlier.sum + later.sum,
        earlier.hasSum && later.hasSum);
  }

  /// As a native histogram with custom buckets.
  public NativeHistogram toNative(ResetHint hint) {
    boolean infinite = bounds.length > 0 && bounds[bounds.length - 1] == Double.POSITIVE_INFINITY;
    SpanBuilder buckets = new SpanBuilder();
    for (int i = 0; i < counts.length; i++) {
      // A bound at infinity is the one that every histogram has.
      buckets.add(infinite ? Math.min(i, bounds.length - 1) : i, counts[i]);
    }
    return new NativeHistogram(
        hint,
        NativeHistogram.CUSTOM_BUCKETS,
        0,
        0,
        count,
        sum,
        buckets.spans(),
        buckets.counts(),
        null,
        null,
        infinite ? Arrays.copyOf(bounds, bounds.length - 1) : bounds,
        true);
  }
}
