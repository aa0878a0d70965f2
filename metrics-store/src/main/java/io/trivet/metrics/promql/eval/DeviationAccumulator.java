package io.trivet.metrics.promql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.function.Annotations;

/// `stddev` and `stdvar` by Welford's method.
final class DeviationAccumulator implements Accumulator {
  private final boolean root;
  private final Annotations annotations;
  private final TextRange at;
  private final double[] counts;
  private final double[] means;
  private final double[] squares;

  DeviationAccumulator(int count, boolean root, Annotations annotations, TextRange at) {
    this.root = root;
    this.annotations = annotations;
    this.at = at;
    counts = new double[count];
    means = new double[count];
    squares = new double[count];
  }

  @Override
  public void add(int series, Column column) {
    for (int i = 0; i < counts.length; i++) {
      double value = column.values[i];
      if (Column.isAbsent(value)) {
        continue;
      }
      double n = ++counts[i];
      if (n == 1) {
        means[i] = value;
        squares[i] = Double.isNaN(value) || Double.isInfinite(value) ? Double.NaN : 0;
        continue;
      }
      double delta = value - means[i];
      means[i] += delta / n;
      squares[i] += delta * (value - means[i]);
    }
    if (column.histograms != null && IgnoredHistograms.any(column)) {
      IgnoredHistograms.tell(annotations, root ? "stddev" : "stdvar", at);
    }
  }

  @Override
  public void merge(Accumulator later) {
    DeviationAccumulator that = (DeviationAccumulator) later;
    for (int i = 0; i < counts.length; i++) {
      double more = that.counts[i];
      if (more == 0) {
        continue;
      }
      double before = counts[i];
      double all = before + more;
      double delta = that.means[i] - means[i];
      counts[i] = all;
      means[i] = before == 0 ? that.means[i] : means[i] + delta * more / all;
      squares[i] =
          before == 0
              ? that.squares[i]
              : squares[i] + that.squares[i] + delta * delta * before * more / all;
    }
  }

  @Override
  public Column finish() {
    Column out = new Column(counts.length);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double variance = squares[i] / counts[i];
        out.values[i] = root ? Math.sqrt(variance) : variance;
      }
    }
    return out;
  }
}
