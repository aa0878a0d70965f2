package io.trivet.metrics.promql.function;

import io.trivet.metrics.promql.column.Column;

/// A function from range vectors to instant vectors, for one series and all its windows.
public interface RangeFunction {
  /// @param into cleared; gets a value at each step that has one
  void evaluate(SeriesWindows windows, Column into);
}
