package io.trivet.metrics.promql.function;

import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Steps;

/// A function of single elements: it changes a column in place.
public interface ElementFunction {
  /// @param args scalar arguments, by argument and step
  void apply(Column column, Steps steps, double[][] args);
}
