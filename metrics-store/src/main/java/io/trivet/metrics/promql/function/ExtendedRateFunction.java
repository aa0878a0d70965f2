package io.trivet.metrics.promql.function;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;

/// `rate`, `increase` and `delta` of anchored and smoothed ranges: the difference between the
/// values at the two ends of the range, without extrapolation.
final class ExtendedRateFunction implements RangeFunction {
  private final boolean isCounter;
  private final boolean perSecond;
  private final boolean smoothed;
  private final long lookbackMs;

  ExtendedRateFunction(String name, boolean smoothed, long lookbackMs) {
    this.isCounter = !name.equals("delta");
    this.perSecond = name.equals("rate");
    this.smoothed = smoothed;
    this.lookbackMs = lookbackMs;
  }

  @Override
  public void evaluate(SeriesWindows w, Column into) {
    for (int step = 0; step < into.count; step++) {
      if (!ExtendedFunctions.select(w, step, smoothed, lookbackMs)) {
        continue;
      }
      int histograms = w.histograms();
      if (histograms == 0) {
        double result = floats(w, w.windows.start(step), w.windows.end(step));
        into.set(step, perSecond ? result / (w.windows.rangeMs() / 1000.0) : result);
      } else if (histograms < w.high - w.low) {
        w.annotations.mixedFloatsAndHistograms(w.metric(), w.at);
      } else {
        histograms(w, step, into);
      }
    }
  }

  private double floats(SeriesWindows w, long start, long end) {
    SampleBuffer samples = w.samples;
    int first = w.low;
    int last = w.high - 1;
    double left =
        smoothed && samples.timestamps[first] < start
            ? Interpolation.between(samples, first, first + 1, start, isCounter)
            : samples.values[first];
    double right =
        smoothed && last > first && samples.timestamps[last] > end
            ? Interpolation.between(samples, last - 1, last, end, isCounter)
            : samples.values[last];
    double result = right - left;
    if (isCounter) {
      double previous = left;
      for (int i = first; i <= last; i++) {
        if (samples.timestamps[i] > start && samples.timestamps[i] < end) {
          if (samples.values[i] < previous) {
            result += previous;
          }
          previous = samples.values[i];
        }
      }
      if (right < previous) {
        result += previous;
      }
    }
    return result;
  }

  private void histograms(SeriesWindows w, int step, Column into) {
    try {
      NativeHistogram result = difference(w, w.windows.start(step), w.windows.end(step));
      if (perSecond) {
        result = new MutableHistogram(result).divide(w.windows.rangeMs() / 1000.0).build();
      }
      into.set(step, result);
    } catch (IncompatibleHistogramsException e) {
      w.annotations.mixedBuckets(w.metric(), w.at);
    }
  }

  private NativeHistogram difference(SeriesWindows w, long start, long end)
      throws IncompatibleHistogramsException {
    SampleBuffer samples = w.samples;
    int first = w.low;
    int last = w.high - 1;
    tellHints(w, first, last);
    boolean leftInside = smoothed && samples.timestamps[first] < start;
    boolean rightInside = smoothed && last > first && samples.timestamps[last] > end;
    NativeHistogram left =
        leftInside
            ? Interpolation.between(
                samples,
                first,
                first + 1,
                w.histogram(first),
                w.histogram(first + 1),
                start,
                isCounter)
            : w.histogram(first);
    NativeHistogram right =
        rightInside
            ? Interpolation.between(
                samples, last - 1, last, w.histogram(last - 1), w.histogram(last), end, isCounter)
            : w.histogram(last);
    MutableHistogram result = new MutableHistogram(right).subtract(left);
    if (isCounter) {
      correctResets(w, result, left, right, start, end, leftInside, rightInside);
    }
    return result.hint(ResetHint.GAUGE).build();
  }

  private void tellHints(SeriesWindows w, int first, int last)
      throws IncompatibleHistogramsException {
    boolean anyGauge = false;
    boolean custom = w.histogram(first).hasCustomBuckets();
    boolean mixed = false;
    for (int i = first; i <= last; i++) {
      anyGauge |= w.histogram(i).resetHint == ResetHint.GAUGE;
      mixed |= w.histogram(i).hasCustomBuckets() != custom;
    }
    boolean endsAreGauges =
        w.histogram(first).resetHint == ResetHint.GAUGE
            && w.histogram(last).resetHint == ResetHint.GAUGE;
    if (isCounter && anyGauge) {
      w.annotations.notCounter(w.metric(), w.at);
    } else if (!isCounter && !endsAreGauges) {
      w.annotations.notGauge(w.metric(), w.at);
    }
    if (mixed && isCounter) {
      new MutableHistogram(Histograms.emptyLike(w.histogram(first)))
          .add(otherKind(w, first, last, custom));
    }
  }

  private static NativeHistogram otherKind(SeriesWindows w, int first, int last, boolean custom) {
    int i = first;
    while (i < last && w.histogram(i).hasCustomBuckets() == custom) {
      i++;
    }
    return w.histogram(i);
  }

  private static void correctResets(
      SeriesWindows w,
      MutableHistogram result,
      NativeHistogram left,
      NativeHistogram right,
      long start,
      long end,
      boolean leftInside,
      boolean rightInside)
      throws IncompatibleHistogramsException {
    SampleBuffer samples = w.samples;
    NativeHistogram previous = left;
    // The left end between two samples already lies behind a reset that is between them.
    boolean afterBoundary = leftInside;
    boolean endSeen = w.high - w.low == 1;
    for (int i = w.low; i < w.high; i++) {
      if (samples.timestamps[i] <= start || samples.timestamps[i] >= end) {
        continue;
      }
      NativeHistogram current = w.histogram(i);
      boolean reset =
          afterBoundary ? wentDown(previous, current) : CounterResets.isReset(previous, current);
      if (reset && i > w.low) {
        result.add(previous);
      }
      previous = current;
      afterBoundary = false;
      endSeen = i == w.high - 1;
    }
    boolean reset =
        rightInside || afterBoundary
            ? wentDown(previous, right)
                || rightInside
                    && !afterBoundary
                    && CounterResets.isReset(previous, w.histogram(w.high - 1))
            : !endSeen && CounterResets.isReset(previous, right);
    if (reset) {
      result.add(previous);
    }
  }

  /// A reset told by counts alone, whatever the hint says.
  private static boolean wentDown(NativeHistogram previous, NativeHistogram current) {
    return CounterResets.isReset(
        previous, new MutableHistogram(current).hint(ResetHint.UNKNOWN).build());
  }
}
