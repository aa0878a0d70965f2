package io.trivet.metrics.promql.function;

import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Windows;
import org.jspecify.annotations.Nullable;

/// `rate`, `increase` and `delta`: the difference between the last and the first sample of a
/// window, extrapolated to its ends.
///
/// Source: `extrapolatedRate` of Prometheus 3; the order of operations is its own, so that results
/// are equal to the last bit.
final class RateFunction implements RangeFunction {
  private final boolean isCounter;
  private final boolean perSecond;

  RateFunction(boolean isCounter, boolean perSecond) {
    this.isCounter = isCounter;
    this.perSecond = perSecond;
  }

  @Override
  public void evaluate(SeriesWindows w, Column into) {
    boolean starts = isCounter && w.usesStarts && w.samples.starts != null;
    if (w.samples.histograms == null && !starts) {
      floats(w, into);
      return;
    }
    if (starts) {
      StartTimes.checkOverlaps(w);
    }
    int count = w.windows.steps().count();
    for (int step = 0; step < count; step++) {
      if (w.moveTo(step)) {
        window(w, step, starts, into);
      }
    }
  }

  /// The fast path: floats only. Resets are found once per series; windows look only at the resets
  /// inside them.
  private void floats(SeriesWindows w, Column into) {
    Windows windows = w.windows;
    long[] times = w.samples.timestamps;
    double[] values = w.samples.values;
    int size = w.samples.size;
    int[] resets = isCounter ? resets(values, size) : new int[0];
    int firstReset = 0;
    int count = windows.steps().count();
    double[] out = into.values;
    double seconds = windows.rangeMs() / 1000.0;
    for (int step = 0; step < count; step++) {
      if (!w.moveTo(step) || w.high - w.low < 2) {
        continue;
      }
      int first = w.low;
      int last = w.high - 1;
      double result = values[last] - values[first];
      if (resets.length > 0) {
        while (firstReset < resets.length && resets[firstReset] <= first) {
          firstReset++;
        }
        for (int r = firstReset; r < resets.length && resets[r] <= last; r++) {
          result += values[resets[r] - 1];
        }
      }
      long end = windows.end(step);
      double toStart = (times[first] - (end - windows.rangeMs())) / 1000.0;
      double toEnd = (end - times[last]) / 1000.0;
      double sampled = (times[last] - times[first]) / 1000.0;
      double average = sampled / (last - first);
      double limit = average * 1.1;
      if (toStart >= limit) {
        toStart = average / 2;
      }
      if (isCounter && result > 0 && values[first] >= 0) {
        double toZero = sampled * (values[first] / result);
        if (toZero < toStart) {
          toStart = toZero;
        }
      }
      if (toEnd >= limit) {
        toEnd = average / 2;
      }
      double factor = sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
      if (perSecond) {
        factor /= seconds;
      }
      out[step] = result * factor;
    }
  }

  private static int[] resets(double[] values, int size) {
    int found = 0;
    for (int i = 1; i < size; i++) {
      if (values[i] < values[i - 1]) {
        found++;
      }
    }
    int[] resets = new int[found];
    for (int i = 1, n = 0; n < found; i++) {
      if (values[i] < values[i - 1]) {
        resets[n++] = i;
      }
    }
    return resets;
  }

  private void window(SeriesWindows w, int step, boolean starts, Column into) {
    int histograms = w.histograms();
    int first = w.low;
    int last = w.high - 1;
    if (histograms > 0 && histograms < w.high - w.low) {
      w.annotations.mixedFloatsAndHistograms(w.metric(), w.at);
      return;
    }
    long end = w.windows.end(step);
    long begin = end - w.windows.rangeMs();
    long[] times = w.samples.timestamps;
    long start = starts ? w.samples.start(first) : 0;
    boolean startsInside = start != 0 && begin < start && start < times[first];
    if (first == last && !startsInside) {
      return;
    }
    double sampled = (times[last] - times[first]) / 1000.0;
    double average = first == last ? 0 : sampled / (last - first);
    double limit = average * 1.1;
    double toStart = (times[first] - begin) / 1000.0;
    double toEnd = (end - times[last]) / 1000.0;
    if (toStart >= limit) {
      toStart = average / 2;
    }
    if (toEnd >= limit) {
      toEnd = average / 2;
    }
    if (startsInside) {
      toStart = 0;
      sampled = (times[last] - start) / 1000.0;
    }
    if (histograms > 0) {
      MutableHistogram result = difference(w, starts);
      if (result == null) {
        return;
      }
      NativeHistogram firstHistogram = w.histogram(first);
      if (startsInside) {
        addQuietly(w, result, firstHistogram);
      }
      NativeHistogram settled = result.build();
      if (isCounter && !startsInside) {
        toStart = limitToZero(sampled, toStart, firstHistogram.count, settled.count);
      }
      into.set(
          step, new MutableHistogram(settled).scale(factor(w, sampled, toStart, toEnd)).build());
      return;
    }
    double[] values = w.samples.values;
    double result = values[last] - values[first];
    for (int i = first + 1; isCounter && i <= last; i++) {
      if (values[i] < values[i - 1] || starts && StartTimes.isReset(w.samples, i - 1, i)) {
        result += values[i - 1];
      }
    }
    if (startsInside) {
      result += values[first];
    } else if (isCounter) {
      toStart = limitToZero(sampled, toStart, values[first], result);
    }
    into.set(step, result * factor(w, sampled, toStart, toEnd));
  }

  private static double limitToZero(double sampled, double toStart, double first, double result) {
    if (result > 0 && first >= 0) {
      double toZero = sampled * (first / result);
      if (toZero < toStart) {
        return toZero;
      }
    }
    return toStart;
  }

  private double factor(SeriesWindows w, double sampled, double toStart, double toEnd) {
    double factor = sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
    return perSecond ? factor / (w.windows.rangeMs() / 1000.0) : factor;
  }

  /// Last minus first histogram plus what resets took; null if they do not go together.
  private @Nullable MutableHistogram difference(SeriesWindows w, boolean starts) {
    int first = w.low;
    int last = w.high - 1;
    NativeHistogram base = w.histogram(first);
    NativeHistogram end = w.histogram(last);
    if (isCounter && (base.resetHint == ResetHint.GAUGE || end.resetHint == ResetHint.GAUGE)) {
      w.annotations.notCounter(w.metric(), w.at);
    }
    if (isCounter && last > first && isReset(w, first, first + 1, starts)) {
      base = Histograms.emptyLike(w.histogram(first + 1));
    }
    boolean custom = base.hasCustomBuckets();
    int schema = Math.min(base.schema, end.schema);
    boolean mixed = end.hasCustomBuckets() != custom;
    for (int i = first + 1; isCounter && i < last; i++) {
      NativeHistogram middle = w.histogram(i);
      if (middle.resetHint == ResetHint.GAUGE) {
        w.annotations.notCounter(w.metric(), w.at);
      }
      schema = Math.min(schema, middle.schema);
      mixed |= middle.hasCustomBuckets() != custom;
    }
    if (mixed) {
      w.annotations.mixedBuckets(w.metric(), w.at);
      return null;
    }
    if (!isCounter
        && (w.histogram(first).resetHint != ResetHint.GAUGE || end.resetHint != ResetHint.GAUGE)) {
      w.annotations.notGauge(w.metric(), w.at);
    }
    MutableHistogram result = new MutableHistogram(end).reduceTo(schema);
    try {
      if (last > first) {
        result.subtract(base);
      } else {
        result.scale(0);
      }
      if (result.wasReconciled()) {
        w.annotations.reconciledBuckets("subtraction", w.at);
      }
      NativeHistogram previous = base;
      for (int i = first + 1; isCounter && i <= last; i++) {
        boolean reset =
            i == first + 1
                ? CounterResets.isReset(previous, w.histogram(i))
                : isReset(w, i - 1, i, starts);
        if (reset) {
          boolean sameBounds = result.hasBoundsOf(previous);
          result.add(new MutableHistogram(previous));
          if (!sameBounds) {
            w.annotations.reconciledBuckets("addition", w.at);
          }
        }
        previous = w.histogram(i);
      }
    } catch (IncompatibleHistogramsException e) {
      w.annotations.mixedBuckets(w.metric(), w.at);
      return null;
    }
    return result.hint(ResetHint.GAUGE);
  }

  private static boolean isReset(SeriesWindows w, int previous, int row, boolean starts) {
    return CounterResets.isReset(w.histogram(previous), w.histogram(row))
        || starts && StartTimes.isReset(w.samples, previous, row);
  }

  private static void addQuietly(SeriesWindows w, MutableHistogram to, NativeHistogram added) {
    try {
      to.add(added).hint(ResetHint.GAUGE);
    } catch (IncompatibleHistogramsException e) {
      w.annotations.mixedBuckets(w.metric(), w.at);
    }
  }
}
