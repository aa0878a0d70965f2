package io.trivet.metrics.promql.function;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Windows;

/// Values between two samples, on the straight line that joins them.
public final class Interpolation {
  private Interpolation() {}

  /// Row of the first sample later than a time; the number of samples if there is none.
  static int firstAfter(SampleBuffer samples, long time) {
    int low = 0;
    int high = samples.size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (samples.timestamps[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// A float between two rows; a counter that went down in between began at 0.
  static double between(SampleBuffer samples, int a, int b, long time, boolean isCounter) {
    double left = samples.values[a];
    double right = samples.values[b];
    if (isCounter && right < left) {
      left = 0;
    }
    return left
        + (right - left)
            * (time - samples.timestamps[a])
            / (samples.timestamps[b] - samples.timestamps[a]);
  }

  private static double share(SampleBuffer samples, int a, int b, long time) {
    return (double) (time - samples.timestamps[a])
        / (samples.timestamps[b] - samples.timestamps[a]);
  }

  /// A histogram between two rows; a counter that was reset in between began at nothing.
  static NativeHistogram between(
      SampleBuffer samples,
      int a,
      int b,
      NativeHistogram left,
      NativeHistogram right,
      long time,
      boolean isCounter)
      throws IncompatibleHistogramsException {
    double share = share(samples, a, b, time);
    if (left.hasCustomBuckets() != right.hasCustomBuckets()) {
      new MutableHistogram(right).subtract(left);
    }
    if (isCounter && CounterResets.isReset(left, right)) {
      return new MutableHistogram(right).scale(share).build();
    }
    MutableHistogram grown =
        new MutableHistogram(new MutableHistogram(right).subtract(left).build()).scale(share);
    return grown.add(left).hint(left.resetHint).build();
  }

  /// The value of a smoothed instant selector at a step: between the samples around it, or the
  /// newest one if none follows.
  ///
  /// @param windows whose range is the lookback
  /// @param mixed told of samples that do not go together; then there is no value
  public static void smooth(
      SampleBuffer samples, Windows windows, int step, Column into, Mixed mixed) {
    long time = windows.end(step);
    int after = firstAfter(samples, time);
    int before = after - 1;
    if (isMixed(samples, time - windows.rangeMs(), time + windows.rangeMs())) {
      mixed.tell(true);
      return;
    }
    if (before < 0 || samples.timestamps[before] <= time - windows.rangeMs()) {
      return;
    }
    NativeHistogram left = samples.histogram(before);
    boolean alone =
        samples.timestamps[before] == time
            || after == samples.size
            || samples.timestamps[after] > time + windows.rangeMs();
    NativeHistogram right = alone ? left : samples.histogram(after);
    if (left == null) {
      into.set(step, alone ? samples.values[before] : between(samples, before, after, time, false));
    } else if (alone || right == null) {
      boolean exact = samples.timestamps[before] == time;
      into.set(step, exact ? left : new MutableHistogram(left).hint(ResetHint.UNKNOWN).build());
    } else {
      boolean isCounter = left.resetHint != ResetHint.GAUGE || right.resetHint != ResetHint.GAUGE;
      try {
        into.set(step, between(samples, before, after, left, right, time, isCounter));
      } catch (IncompatibleHistogramsException e) {
        mixed.tell(false);
      }
    }
  }

  /// Whether both floats and histograms lie between two times, the first one excluded.
  private static boolean isMixed(SampleBuffer samples, long start, long end) {
    if (samples.histograms == null) {
      return false;
    }
    int low = firstAfter(samples, start);
    int high = firstAfter(samples, end);
    for (int i = low + 1; i < high; i++) {
      if ((samples.histogram(i) == null) != (samples.histogram(low) == null)) {
        return true;
      }
    }
    return false;
  }

  /// Told of samples that do not go together.
  public interface Mixed {
    /// @param floats whether floats and histograms met, else exponential and custom buckets
    void tell(boolean floats);
  }
}
