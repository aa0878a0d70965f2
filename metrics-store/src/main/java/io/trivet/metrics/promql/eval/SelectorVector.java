package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.Windows;
import io.trivet.metrics.promql.function.Interpolation;
import org.jspecify.annotations.Nullable;

/// An instant selector: at each step the newest sample that is not older than the lookback, unless
/// it marks the end of its series.
final class SelectorVector implements Vector {
  /// What is told of the sample found.
  enum Told {
    VALUE,
    TIME,
    START_TIME
  }

  private final Evaluation evaluation;
  private final SeriesSelection selection;
  private final Windows windows;
  private final boolean smoothed;
  private final boolean countAndSumOnly;
  private final Told told;
  private final @Nullable SampleCounts counts;
  private final TextRange at;

  /// @param windows reach from the lookback (excluded) to the time asked for
  SelectorVector(
      Evaluation evaluation,
      SeriesSelection selection,
      Windows windows,
      boolean smoothed,
      boolean countAndSumOnly,
      Told told,
      @Nullable SampleCounts counts,
      TextRange at) {
    this.at = at;
    this.evaluation = evaluation;
    this.selection = selection;
    this.windows = windows;
    this.smoothed = smoothed;
    this.countAndSumOnly = countAndSumOnly;
    this.told = told;
    this.counts = counts;
  }

  @Override
  public Steps steps() {
    return windows.steps();
  }

  @Override
  public int size() {
    return selection.size();
  }

  @Override
  public Labels labels(int index) {
    return selection.labels(index);
  }

  @Override
  public String label(int index, String name) {
    return selection.label(index, name);
  }

  @Override
  public boolean dropsName(int index) {
    return false;
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    SampleBuffer samples = scratch.takeBuffer();
    selection.read(index, samples);
    if (countAndSumOnly) {
      Samples.keepCountAndSum(samples);
    }
    if (smoothed) {
      Samples.removeStale(samples);
      for (int step = 0; step < into.count; step++) {
        Interpolation.smooth(samples, windows, step, into, floats -> tellMixed(index, floats));
      }
    } else if (samples.histograms == null && told == Told.VALUE) {
      floats(samples, into);
    } else {
      any(samples, into);
    }
    if (counts != null) {
      counts.found(into);
    }
    evaluation.context().statistics().itemsScanned().add(samples.size);
    scratch.give(samples);
  }

  private void tellMixed(int index, boolean floats) {
    String metric = label(index, Labels.METRIC_NAME);
    if (floats) {
      evaluation.annotations().mixedFloatsAndHistograms(metric, at);
    } else {
      evaluation.annotations().mixedBuckets(metric, at);
    }
  }

  private void floats(SampleBuffer samples, Column into) {
    long[] times = samples.timestamps;
    double[] values = samples.values;
    double[] out = into.values;
    int size = samples.size;
    int next = 0;
    long lookback = windows.rangeMs();
    for (int step = 0; step < into.count; step++) {
      long end = windows.end(step);
      while (next < size && times[next] <= end) {
        next++;
      }
      // A staleness marker has the bits of "nothing" and so needs no care here.
      if (next > 0 && times[next - 1] > end - lookback) {
        out[step] = values[next - 1];
      }
    }
  }

  private void any(SampleBuffer samples, Column into) {
    int next = 0;
    for (int step = 0; step < into.count; step++) {
      long end = windows.end(step);
      while (next < samples.size && samples.timestamps[next] <= end) {
        next++;
      }
      int row = next - 1;
      if (row < 0 || samples.timestamps[row] <= end - windows.rangeMs()) {
        continue;
      }
      NativeHistogram histogram = samples.histogram(row);
      double value = samples.values[row];
      if (Column.isStale(value, histogram)) {
        continue;
      }
      switch (told) {
        case TIME -> into.set(step, samples.timestamps[row] / 1000.0);
        case START_TIME -> {
          if (samples.start(row) != 0) {
            into.set(step, samples.start(row) / 1000.0);
          }
        }
        case VALUE -> {
          if (histogram != null) {
            into.set(step, histogram);
          } else {
            into.set(step, value);
          }
        }
      }
    }
  }
}
