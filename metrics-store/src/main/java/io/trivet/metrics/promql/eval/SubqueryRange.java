package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.Windows;

/// A subquery: the values of a vector, evaluated on a grid of its own, as samples.
record SubqueryRange(Vector inner, Windows windows) implements RangeVector {
  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public Labels labels(int index) {
    return inner.labels(index);
  }

  @Override
  public String label(int index, String name) {
    return inner.label(index, name);
  }

  @Override
  public boolean dropsName(int index) {
    return inner.dropsName(index);
  }

  @Override
  public void read(int index, Scratch scratch, SampleBuffer into) {
    Column column = scratch.takeColumn(inner.steps().count());
    inner.read(index, scratch, column);
    into.clear();
    for (int step = 0; step < column.count; step++) {
      NativeHistogram histogram = column.histogram(step);
      if (histogram != null) {
        into.add(inner.steps().time(step), hintless(histogram));
      } else if (column.hasFloat(step)) {
        into.add(inner.steps().time(step), column.values[step]);
      }
    }
    scratch.give(column);
  }

  /// Between the points of a subquery samples are missing: what was known of resets no longer
  /// holds.
  private static NativeHistogram hintless(NativeHistogram histogram) {
    return histogram.resetHint == ResetHint.RESET || histogram.resetHint == ResetHint.NO_RESET
        ? new MutableHistogram(histogram).hint(ResetHint.UNKNOWN).build()
        : histogram;
  }
}
