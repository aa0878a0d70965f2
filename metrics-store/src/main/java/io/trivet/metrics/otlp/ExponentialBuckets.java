package io.trivet.metrics.otlp;

import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;

/// Exponential histograms as native ones. Bucket `i` of OpenTelemetry covers (b^i, b^(i+1)], bucket
/// `i` of a native histogram (b^(i-1), b^i]: the numbers differ by one.
///
/// @param scale resolution; more than 8 is reduced to 8
/// @param positive observations above zero
/// @param negative observations below zero
public record ExponentialBuckets(
    int scale, double zeroCount, double count, double sum, Side positive, Side negative) {
  /// Whatever threshold a sender names, as in Prometheus: so histograms of senders that name
  /// different ones still add up without losing buckets.
  private static final double ZERO_THRESHOLD = 1e-128;

  /// @param offset number of the first bucket
  /// @param counts of consecutive buckets; only the first `size` count
  public record Side(int offset, double[] counts, int size) {}

  /// @throws UntranslatableException if it is coarser than native histograms can be
  public NativeHistogram toNative(ResetHint hint) {
    if (scale < NativeHistogram.MIN_EXPONENTIAL_SCHEMA) {
      throw new UntranslatableException(
          "exponential histogram of scale "
              + scale
              + "; native histograms have "
              + NativeHistogram.MIN_EXPONENTIAL_SCHEMA
              + " at least");
    }
    int schema = Math.min(scale, NativeHistogram.MAX_EXPONENTIAL_SCHEMA);
    int levels = (int) Math.min(31, (long) scale - schema);
    SpanBuilder up = spans(positive, levels);
    SpanBuilder down = spans(negative, levels);
    return new NativeHistogram(
        hint,
        schema,
        ZERO_THRESHOLD,
        zeroCount,
        count,
        sum,
        up.spans(),
        up.counts(),
        down.spans(),
        down.counts(),
        null,
        true);
  }

  private static SpanBuilder spans(Side side, int levels) {
    SpanBuilder spans = new SpanBuilder();
    if ((long) side.offset + side.size >= Integer.MAX_VALUE) {
      throw new UntranslatableException(
          "exponential histogram with buckets from number " + side.offset);
    }
    for (int i = 0; i < side.size; i++) {
      spans.add(((side.offset + i) >> levels) + 1, side.counts[i]);
    }
    return spans;
  }
}
