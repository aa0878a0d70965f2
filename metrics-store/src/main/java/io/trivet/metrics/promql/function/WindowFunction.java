package io.trivet.metrics.promql.function;

import io.trivet.metrics.promql.column.Column;

/// A range function that looks at each window on its own.
interface WindowFunction extends RangeFunction {
  /// @param w at the window of the step, which holds at least one sample
  void window(SeriesWindows w, int step, Column into);

  @Override
  default void evaluate(SeriesWindows windows, Column into) {
    int count = windows.windows.steps().count();
    for (int step = 0; step < count; step++) {
      if (windows.moveTo(step)) {
        window(windows, step, into);
      }
    }
  }
}
