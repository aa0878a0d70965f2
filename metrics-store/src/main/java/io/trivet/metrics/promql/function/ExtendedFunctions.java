package io.trivet.metrics.promql.function;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.SampleBuffer;
import java.util.Set;

/// The functions which understand `anchored` and `smoothed` ranges.
public final class ExtendedFunctions {
  private static final Set<String> ANCHORED =
      Set.of("changes", "delta", "increase", "rate", "resets");
  private static final Set<String> SMOOTHED = Set.of("delta", "increase", "rate");

  private ExtendedFunctions() {}

  /// @throws TrivetException if the function does not understand the modifier
  public static RangeFunction of(String name, boolean smoothed, long lookbackMs) {
    if (!(smoothed ? SMOOTHED : ANCHORED).contains(name)) {
      throw unknown(name, smoothed);
    }
    return switch (name) {
      case "changes" -> anchored(OverTime::changes, lookbackMs);
      case "resets" -> anchored(OverTime::resets, lookbackMs);
      default -> new ExtendedRateFunction(name, smoothed, lookbackMs);
    };
  }

  /// The error of a function that does not understand the modifier.
  public static TrivetException unknown(String name, boolean smoothed) {
    return new TrivetException(
        ErrorKind.EXECUTION,
        smoothed
            ? "smoothed modifier can only be used with: delta, increase, rate - not with " + name
            : "anchored modifier can only be used with: changes, delta, increase, rate, resets -"
                + " not with "
                + name);
  }

  /// The function over the window and the sample before it.
  private static RangeFunction anchored(WindowFunction function, long lookbackMs) {
    return (w, into) -> {
      for (int step = 0; step < into.count; step++) {
        if (select(w, step, false, lookbackMs)) {
          function.window(w, step, into);
        }
      }
    };
  }

  /// Points the window at the samples of the range, the last one at or before its start, and, when
  /// smoothed, the first one at or after its end. False if there is nothing to tell.
  static boolean select(SeriesWindows w, int step, boolean smoothed, long lookbackMs) {
    SampleBuffer samples = w.samples;
    long start = w.windows.start(step);
    long end = w.windows.end(step);
    int oldest = Interpolation.firstAfter(samples, start - lookbackMs);
    int newest = Interpolation.firstAfter(samples, smoothed ? end + lookbackMs : end) - 1;
    if (oldest > newest) {
      return false;
    }
    int first = Math.max(oldest, Interpolation.firstAfter(samples, start) - 1);
    if (smoothed) {
      newest = Math.min(newest, Interpolation.firstAfter(samples, end - 1));
    }
    if (samples.timestamps[newest] <= start || samples.timestamps[first] > end) {
      return false;
    }
    w.low = first;
    w.high = newest + 1;
    return true;
  }
}
