package io.trivet.metrics.promql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.function.Annotations;
import io.trivet.metrics.promql.function.HistogramSum;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// `sum` and `avg`. Floats are added with compensation for rounding; where the sum for a mean would
/// overflow, a running mean takes over.
final class SumAccumulator implements Accumulator {
  private final boolean average;
  private final IntFunction<String> metricNames;
  private final Annotations annotations;
  private final TextRange at;
  private final double[] sums;
  private final double[] lost;
  private final int[] floats;
  private int firstHistogram = -1;
  private boolean @Nullable [] running;
  private @Nullable HistogramSum @Nullable [] histograms;

  /// @param metricNames of the series that are added, by number
  SumAccumulator(
      int count,
      boolean average,
      IntFunction<String> metricNames,
      Annotations annotations,
      TextRange at) {
    this.average = average;
    this.metricNames = metricNames;
    this.annotations = annotations;
    this.at = at;
    sums = new double[count];
    lost = new double[count];
    floats = new int[count];
  }

  @Override
  public void add(int series, Column column) {
    double[] values = column.values;
    for (int i = 0; i < sums.length; i++) {
      double value = values[i];
      if (!Column.isAbsent(value)) {
        add(i, value);
      }
    }
    if (column.histograms != null) {
      addHistograms(series, column);
    }
  }

  private void add(int i, double value) {
    int n = ++floats[i];
    if (n == 1) {
      sums[i] = value;
      return;
    }
    if (running != null && running[i]) {
      runningMean(i, value / n, (n - 1.0) / n);
      return;
    }
    double sum = sums[i];
    double next = sum + value;
    if (Math.abs(next) <= Double.MAX_VALUE) {
      lost[i] += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sums[i] = next;
    } else {
      overflow(i, sum, value, next, n);
    }
  }

  private void overflow(int i, double sum, double value, double next, int n) {
    if (average && Double.isInfinite(next)) {
      if (running == null) {
        running = new boolean[sums.length];
      }
      running[i] = true;
      sums[i] = sum / (n - 1);
      lost[i] /= n - 1;
      runningMean(i, value / n, (n - 1.0) / n);
      return;
    }
    if (Double.isInfinite(next)) {
      lost[i] = 0;
    } else {
      lost[i] += (sum - next) + value;
    }
    sums[i] = next;
  }

  /// Moves a running mean: `share` of what it was, and an addend.
  private void runningMean(int i, double addend, double share) {
    double base = sums[i] * share;
    double next = base + addend;
    double loss = lost[i] * share;
    if (Double.isInfinite(next)) {
      loss = 0;
    } else {
      loss += Math.abs(base) >= Math.abs(addend) ? (base - next) + addend : (addend - next) + base;
    }
    sums[i] = next;
    lost[i] = loss;
  }

  private void addHistograms(int series, Column column) {
    for (int i = 0; i < sums.length; i++) {
      NativeHistogram histogram = column.histogram(i);
      if (histogram != null) {
        if (firstHistogram < 0) {
          firstHistogram = series;
        }
        if (!histogramSum(i).add(histogram)) {
          tellMixed(series);
        }
      }
    }
  }

  private void tellMixed(int series) {
    annotations.mixedBuckets(metricNames.apply(series), at);
  }

  private HistogramSum histogramSum(int i) {
    if (histograms == null) {
      histograms = new HistogramSum[sums.length];
    }
    HistogramSum sum = histograms[i];
    if (sum == null) {
      sum = new HistogramSum(average);
      histograms[i] = sum;
    }
    return sum;
  }

  @Override
  public void merge(Accumulator later) {
    SumAccumulator that = (SumAccumulator) later;
    for (int i = 0; i < sums.length; i++) {
      if (that.floats[i] > 0) {
        merge(that, i);
      }
    }
    if (that.histograms != null) {
      for (int i = 0; i < sums.length; i++) {
        HistogramSum theirs = that.histograms[i];
        if (theirs != null) {
          if (!histogramSum(i).merge(theirs)) {
            tellMixed(that.firstHistogram);
          }
        }
      }
    }
  }

  private void merge(SumAccumulator that, int i) {
    int before = floats[i];
    int more = that.floats[i];
    if (before == 0) {
      sums[i] = that.sums[i];
      lost[i] = that.lost[i];
      floats[i] = more;
      if (that.running != null && that.running[i]) {
        if (running == null) {
          running = new boolean[sums.length];
        }
        running[i] = true;
      }
      return;
    }
    boolean mine = running != null && running[i];
    boolean theirs = that.running != null && that.running[i];
    floats[i] = before + more;
    if (!mine && !theirs && !(average && Double.isInfinite(sums[i] + that.sums[i]))) {
      double sum = sums[i];
      double value = that.sums[i];
      double next = sum + value;
      if (Double.isInfinite(next)) {
        lost[i] = 0;
      } else {
        lost[i] +=
            that.lost[i]
                + (Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum);
      }
      sums[i] = next;
      return;
    }
    if (!mine) {
      if (running == null) {
        running = new boolean[sums.length];
      }
      running[i] = true;
      sums[i] /= before;
      lost[i] /= before;
    }
    double mean = theirs ? that.sums[i] + that.lost[i] : (that.sums[i] + that.lost[i]) / more;
    double all = before + (double) more;
    runningMean(i, mean * (more / all), before / all);
  }

  @Override
  public Column finish() {
    Column out = new Column(sums.length);
    for (int i = 0; i < sums.length; i++) {
      HistogramSum sum = histograms == null ? null : histograms[i];
      if (sum != null) {
        if (floats[i] > 0) {
          annotations.warn("encountered a mix of histograms and floats for aggregation", at);
        } else {
          histogram(out, i, sum);
        }
      } else if (floats[i] > 0) {
        out.values[i] = value(i);
      }
    }
    return out;
  }

  private double value(int i) {
    if (average) {
      return running != null && running[i]
          ? sums[i] + lost[i]
          : sums[i] / floats[i] + lost[i] / floats[i];
    }
    return sums[i] + lost[i];
  }

  private void histogram(Column out, int i, HistogramSum sum) {
    if (sum.isMixed()) {
      return;
    }
    if (sum.hintsCollided()) {
      annotations.conflictingResets("aggregation", at);
    }
    if (sum.wasReconciled()) {
      annotations.reconciledBuckets("aggregation", at);
    }
    out.set(i, sum.value());
  }
}
