package io.trivet.metrics.promql.eval;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;

/// Changes to the samples of one series.
final class Samples {
  private Samples() {}

  /// Leaves of each histogram count and sum, and says whether a counter reset lies before it where
  /// that is not known: the buckets tell, which are gone afterwards.
  static void keepCountAndSum(SampleBuffer samples) {
    NativeHistogram previous = null;
    for (int i = 0; samples.histograms != null && i < samples.size; i++) {
      NativeHistogram histogram = samples.histograms[i];
      if (histogram == null || Column.isStale(0, histogram)) {
        continue;
      }
      ResetHint hint = histogram.resetHint;
      if (previous != null && hint == ResetHint.UNKNOWN) {
        hint = CounterResets.isReset(previous, histogram) ? ResetHint.RESET : ResetHint.NO_RESET;
      }
      samples.histograms[i] = countAndSum(histogram, hint);
      previous = histogram;
    }
  }

  private static NativeHistogram countAndSum(NativeHistogram of, ResetHint hint) {
    return new NativeHistogram(
        hint, of.schema, 0, 0, of.count, of.sum, null, null, null, null, null, of.isInteger);
  }

  /// Removes staleness markers.
  static void removeStale(SampleBuffer samples) {
    int kept = 0;
    for (int i = 0; i < samples.size; i++) {
      if (Column.isStale(samples.values[i], samples.histogram(i))) {
        continue;
      }
      if (kept != i) {
        samples.timestamps[kept] = samples.timestamps[i];
        samples.values[kept] = samples.values[i];
        if (samples.histograms != null) {
          samples.histograms[kept] = samples.histograms[i];
        }
        if (samples.starts != null) {
          samples.starts[kept] = samples.starts[i];
        }
      }
      kept++;
    }
    samples.size = kept;
  }
}
