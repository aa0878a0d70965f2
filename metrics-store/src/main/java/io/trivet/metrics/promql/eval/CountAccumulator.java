package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.column.Column;

/// `count`, and `group`, which is 1 wherever there is anything.
final class CountAccumulator implements Accumulator {
  private final boolean onlyOne;
  private final int[] counts;

  CountAccumulator(int count, boolean onlyOne) {
    this.onlyOne = onlyOne;
    this.counts = new int[count];
  }

  @Override
  public void add(int series, Column column) {
    double[] values = column.values;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += Column.isAbsent(values[i]) ? 0 : 1;
    }
    if (column.histograms != null) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += column.histogram(i) == null ? 0 : 1;
      }
    }
  }

  @Override
  public void merge(Accumulator later) {
    CountAccumulator that = (CountAccumulator) later;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += that.counts[i];
    }
  }

  @Override
  public Column finish() {
    Column out = new Column(counts.length);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out.values[i] = onlyOne ? 1 : counts[i];
      }
    }
    return out;
  }
}
