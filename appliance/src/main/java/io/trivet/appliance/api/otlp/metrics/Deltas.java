package io.trivet.appliance.api.otlp.metrics;

import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.otlp.DeltaStreams;
import io.trivet.metrics.otlp.ExplicitHistogram;
import java.time.InstantSource;

/// The streams of all senders whose values are added up.
record Deltas(
    DeltaStreams<Double> sums,
    DeltaStreams<ExplicitHistogram> explicit,
    DeltaStreams<NativeHistogram> exponential) {
  /// Most streams of each kind.
  private static final int LIMIT = 200_000;

  static Deltas create(InstantSource clock) {
    return new Deltas(
        new DeltaStreams<>(Double::sum, clock, LIMIT),
        new DeltaStreams<>(ExplicitHistogram::plus, clock, LIMIT),
        new DeltaStreams<>(Deltas::plus, clock, LIMIT));
  }

  private static NativeHistogram plus(NativeHistogram earlier, NativeHistogram later) {
    try {
      NativeHistogram sum = new MutableHistogram(earlier).add(later).build();
      return new NativeHistogram(
          sum.resetHint,
          sum.schema,
          sum.zeroThreshold,
          sum.zeroCount,
          sum.count,
          sum.sum,
          sum.positiveSpans,
          sum.positiveBuckets,
          sum.negativeSpans,
          sum.negativeBuckets,
          sum.customBounds,
          true);
    } catch (IncompatibleHistogramsException e) {
      return later;
    }
  }
}
