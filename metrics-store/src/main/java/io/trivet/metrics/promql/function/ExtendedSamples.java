package io.trivet.metrics.promql.function;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.SampleBuffer;

/// The samples of an anchored or smoothed range, with a point at each of its ends.
public final class ExtendedSamples {
  private ExtendedSamples() {}

  /// @throws TrivetException if there are histograms among them
  public static SampleBuffer withEnds(
      SampleBuffer samples, long start, long end, boolean smoothed, long lookbackMs) {
    SampleBuffer out = new SampleBuffer();
    if (samples.histograms != null) {
      throw new TrivetException(
          ErrorKind.EXECUTION,
          (smoothed ? "smoothed" : "anchored") + " modifier is not supported with histograms");
    }
    int oldest = Interpolation.firstAfter(samples, start - lookbackMs);
    int last = Interpolation.firstAfter(samples, smoothed ? end + lookbackMs : end) - 1;
    if (oldest > last) {
      return out;
    }
    int first = Math.max(oldest, Interpolation.firstAfter(samples, start) - 1);
    if (smoothed) {
      last = Math.min(last, Interpolation.firstAfter(samples, end - 1));
    }
    if (samples.timestamps[last] <= start) {
      return out;
    }
    out.add(
        start,
        smoothed && samples.timestamps[first] < start
            ? Interpolation.between(samples, first, first + 1, start, false)
            : samples.values[first]);
    for (int i = first; i <= last; i++) {
      if (samples.timestamps[i] > start && samples.timestamps[i] < end) {
        out.add(samples.timestamps[i], samples.values[i]);
      }
    }
    out.add(
        end,
        smoothed && last > first && samples.timestamps[last] > end
            ? Interpolation.between(samples, last - 1, last, end, false)
            : samples.values[last]);
    return out;
  }
}
