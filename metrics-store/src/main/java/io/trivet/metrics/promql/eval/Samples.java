package io.trivet.metrics.promql.eval;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.promql.column.Column;

/// Changes to the samples of one series.
final class Samples {
  private Samples() {}

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
