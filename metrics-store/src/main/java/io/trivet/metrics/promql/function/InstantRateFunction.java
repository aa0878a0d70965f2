package io.trivet.metrics.promql.function;

import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;

/// `irate` and `idelta`: the last two samples of a window.
record InstantRateFunction(boolean isRate) implements WindowFunction {
  @Override
  public void window(SeriesWindows w, int step, Column into) {
    int last = w.high - 1;
    int before = last - 1;
    if (before < w.low) {
      return;
    }
    long millis = w.samples.timestamps[last] - w.samples.timestamps[before];
    if (millis == 0) {
      return;
    }
    if (w.isHistogram(last) != w.isHistogram(before)) {
      w.annotations.mixedFloatsAndHistograms(w.metric(), w.at);
      return;
    }
    boolean started = isRate && w.usesStarts && StartTimes.isReset(w.samples, before, last);
    if (w.isHistogram(last)) {
      histogram(w, step, w.histogram(before), w.histogram(last), started, millis, into);
      return;
    }
    double previous = w.samples.values[before];
    double current = w.samples.values[last];
    double result = isRate && (current < previous || started) ? current : current - previous;
    into.set(step, isRate ? result / (millis / 1000.0) : result);
  }

  private void histogram(
      SeriesWindows w,
      int step,
      NativeHistogram previous,
      NativeHistogram current,
      boolean started,
      long millis,
      Column into) {
    boolean anyGauge =
        previous.resetHint == ResetHint.GAUGE || current.resetHint == ResetHint.GAUGE;
    boolean bothGauges =
        previous.resetHint == ResetHint.GAUGE && current.resetHint == ResetHint.GAUGE;
    if (isRate && anyGauge) {
      w.annotations.notCounter(w.metric(), w.at);
    } else if (!isRate && !bothGauges) {
      w.annotations.notGauge(w.metric(), w.at);
    }
    MutableHistogram result = new MutableHistogram(current);
    if (!isRate || !started && !CounterResets.isReset(previous, current)) {
      try {
        result.subtract(previous);
      } catch (IncompatibleHistogramsException e) {
        w.annotations.mixedBuckets(w.metric(), w.at);
        return;
      }
      if (result.wasReconciled()) {
        w.annotations.reconciledBuckets("subtraction", w.at);
      }
    }
    if (isRate) {
      result.divide(millis / 1000.0);
    }
    into.set(step, result.hint(ResetHint.GAUGE).build());
  }
}
