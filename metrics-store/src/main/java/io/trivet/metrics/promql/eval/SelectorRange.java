package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Windows;

/// A range selector.
record SelectorRange(
    Evaluation evaluation, SeriesSelection selection, Windows windows, boolean countAndSumOnly)
    implements RangeVector {
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
  public void read(int index, Scratch scratch, SampleBuffer into) {
    selection.read(index, into);
    Samples.removeStale(into);
    if (countAndSumOnly) {
      Samples.keepCountAndSum(into);
    }
    evaluation.context().statistics().itemsScanned().add(into.size);
  }
}
