package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import java.util.Arrays;
import java.util.List;

/// Series evaluated at one step, repeated at all steps.
record BroadcastVector(Steps steps, List<Series> series) implements Vector {
  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int index) {
    return series.get(index).labels();
  }

  @Override
  public String label(int index, String name) {
    return labels(index).get(name);
  }

  @Override
  public boolean dropsName(int index) {
    return series.get(index).dropsName();
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    Column one = series.get(index).column();
    NativeHistogram histogram = one.histogram(0);
    if (histogram == null) {
      Arrays.fill(into.values, one.values[0]);
      return;
    }
    for (int step = 0; step < into.count; step++) {
      into.set(step, histogram);
    }
  }
}
