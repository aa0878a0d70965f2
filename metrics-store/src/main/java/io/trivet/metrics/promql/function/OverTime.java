package io.trivet.metrics.promql.function;

import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import java.util.Arrays;

/// The `*_over_time` functions and `changes` and `resets`.
final class OverTime {
  private OverTime() {}

  static void sum(SeriesWindows w, int step, Column into) {
    if (aggregatesHistograms(w, step, into, false)) {
      return;
    }
    Compensated sum = new Compensated();
    double[] values = w.samples.values;
    for (int i = w.low; i < w.high; i++) {
      sum.add(values[i]);
    }
    into.set(step, Double.isInfinite(sum.sum) ? sum.sum : sum.value());
  }

  static void avg(SeriesWindows w, int step, Column into) {
    if (aggregatesHistograms(w, step, into, true)) {
      return;
    }
    Averager averager = new Averager();
    double[] values = w.samples.values;
    for (int i = w.low; i < w.high; i++) {
      averager.add(values[i]);
    }
    into.set(step, averager.value());
  }

  /// Handles windows with histograms; false if there are only floats.
  private static boolean aggregatesHistograms(
      SeriesWindows w, int step, Column into, boolean average) {
    int histograms = w.histograms();
    if (histograms == 0) {
      return false;
    }
    if (histograms < w.high - w.low) {
      w.annotations.mixedFloatsAndHistograms(w.metric(), w.at);
      return true;
    }
    HistogramSum sum = new HistogramSum(average);
    for (int i = w.low; i < w.high; i++) {
      sum.add(w.histogram(i));
    }
    if (sum.isMixed()) {
      w.annotations.mixedBuckets(w.metric(), w.at);
      return true;
    }
    if (sum.hintsCollided()) {
      w.annotations.conflictingResets("aggregation", w.at);
    }
    if (sum.wasReconciled()) {
      w.annotations.reconciledBuckets("aggregation", w.at);
    }
    into.set(step, sum.value());
    return true;
  }

  static void count(SeriesWindows w, int step, Column into) {
    into.set(step, w.high - w.low);
  }

  static void present(SeriesWindows w, int step, Column into) {
    into.set(step, 1);
  }

  static void last(SeriesWindows w, int step, Column into) {
    copy(w, w.high - 1, step, into);
  }

  static void first(SeriesWindows w, int step, Column into) {
    copy(w, w.low, step, into);
  }

  private static void copy(SeriesWindows w, int row, int step, Column into) {
    NativeHistogram histogram = w.samples.histogram(row);
    if (histogram != null) {
      into.set(step, histogram);
    } else {
      into.set(step, w.samples.values[row]);
    }
  }

  static void timeOfFirst(SeriesWindows w, int step, Column into) {
    into.set(step, w.samples.timestamps[w.low] / 1000.0);
  }

  static void timeOfLast(SeriesWindows w, int step, Column into) {
    into.set(step, w.samples.timestamps[w.high - 1] / 1000.0);
  }

  /// `min_over_time`, `max_over_time` and the times of the extreme.
  record Extreme(boolean largest, boolean asTime) implements WindowFunction {
    @Override
    public void window(SeriesWindows w, int step, Column into) {
      if (w.selectOnlyFloats() == 0) {
        return;
      }
      double[] values = w.values;
      int best = w.from;
      for (int i = w.from + 1; i < w.to; i++) {
        double value = values[i];
        double held = values[best];
        boolean better =
            asTime
                ? (largest ? value >= held : value <= held)
                : largest ? value > held : value < held;
        if (better || Double.isNaN(held)) {
          best = i;
        }
      }
      into.set(step, asTime ? w.times[best] / 1000.0 : values[best]);
    }
  }

  /// `stdvar_over_time`, `stddev_over_time`.
  record Deviation(boolean root) implements WindowFunction {
    @Override
    public void window(SeriesWindows w, int step, Column into) {
      if (w.selectOnlyFloats() == 0) {
        return;
      }
      Compensated mean = new Compensated();
      Compensated squares = new Compensated();
      double count = 0;
      for (int i = w.from; i < w.to; i++) {
        count++;
        double delta = w.values[i] - mean.value();
        mean.add(delta / count);
        squares.add(delta * (w.values[i] - mean.value()));
      }
      double variance = squares.value() / count;
      into.set(step, root ? Math.sqrt(variance) : variance);
    }
  }

  static void quantile(SeriesWindows w, int step, Column into) {
    double q = w.args[0][step];
    int floats = w.selectFloats();
    if (floats == 0) {
      return;
    }
    if (!(q >= 0 && q <= 1)) {
      w.annotations.invalidQuantile(q, w.at);
    }
    if (floats < w.high - w.low) {
      w.annotations.ignoredHistograms(w.metric(), w.at);
    }
    double[] sorted = Arrays.copyOfRange(w.values, w.from, w.to);
    into.set(step, VectorQuantile.of(q, sorted, sorted.length));
  }

  /// `mad_over_time`: the median of the distances to the median.
  static void medianDeviation(SeriesWindows w, int step, Column into) {
    int floats = w.selectOnlyFloats();
    if (floats == 0) {
      return;
    }
    for (int i = w.from; i < w.to; i++) {
      if (Double.isNaN(w.values[i])) {
        into.set(step, Double.NaN);
        return;
      }
    }
    double[] sorted = Arrays.copyOfRange(w.values, w.from, w.to);
    double median = VectorQuantile.of(0.5, sorted, floats);
    for (int i = 0; i < floats; i++) {
      sorted[i] = Math.abs(w.values[w.from + i] - median);
    }
    into.set(step, VectorQuantile.of(0.5, sorted, floats));
  }

  static void changes(SeriesWindows w, int step, Column into) {
    int changes = 0;
    for (int i = w.low + 1; i < w.high; i++) {
      if (differs(w, i - 1, i)) {
        changes++;
      }
    }
    into.set(step, changes);
  }

  private static boolean differs(SeriesWindows w, int a, int b) {
    if (w.isHistogram(a) != w.isHistogram(b)) {
      return true;
    }
    if (w.isHistogram(a)) {
      return !Histograms.sameSample(w.histogram(a), w.histogram(b));
    }
    double x = w.samples.values[a];
    double y = w.samples.values[b];
    return x != y && !(Double.isNaN(x) && Double.isNaN(y));
  }

  static void resets(SeriesWindows w, int step, Column into) {
    int resets = 0;
    for (int i = w.low + 1; i < w.high; i++) {
      if (isReset(w, i - 1, i)) {
        resets++;
      }
    }
    into.set(step, resets);
  }

  static boolean isReset(SeriesWindows w, int a, int b) {
    if (w.usesStarts && StartTimes.isReset(w.samples, a, b)) {
      return true;
    }
    if (w.isHistogram(a) != w.isHistogram(b)) {
      return true;
    }
    return w.isHistogram(a)
        ? CounterResets.isReset(w.histogram(a), w.histogram(b))
        : w.samples.values[b] < w.samples.values[a];
  }
}
