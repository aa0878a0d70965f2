package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.WrappedVector;
import java.util.function.Consumer;

/// A vector whose columns are changed one by one.
final class ElementVector extends WrappedVector {
  private final Consumer<Column> change;

  ElementVector(Vector inner, Consumer<Column> change) {
    super(inner);
    this.change = change;
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    inner.read(index, scratch, into);
    change.accept(into);
  }
}
