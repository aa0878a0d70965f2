package io.trivet.metrics.promql.function;

import io.trivet.metrics.SampleBuffer;

/// Counter resets told by start timestamps.
final class StartTimes {
  private StartTimes() {}

  /// Whether the counter began anew between two rows.
  static boolean isReset(SampleBuffer samples, int previous, int row) {
    long start = samples.start(row);
    if (start == 0 || start >= samples.timestamps[row]) {
      return false;
    }
    long before = samples.timestamps[previous];
    if (start != before) {
      return start > before;
    }
    long previousStart = samples.start(previous);
    return previousStart != 0 && previousStart < before;
  }

  /// Warns once per series of start times that reach back behind the sample before.
  static void checkOverlaps(SeriesWindows w) {
    SampleBuffer samples = w.samples;
    if (!w.usesStarts || samples.starts == null) {
      return;
    }
    for (int i = 1; i < samples.size; i++) {
      long start = samples.start(i);
      if (start != 0 && start < samples.timestamps[i - 1] && start != samples.start(i - 1)) {
        w.annotations.overlappingStarts(w.metric(), 1, w.at);
        return;
      }
    }
  }
}
