package io.trivet.metrics.promql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.function.Annotations;

/// Histograms that an aggregation of floats passes over.
final class IgnoredHistograms {
  private IgnoredHistograms() {}

  static boolean any(Column column) {
    for (int i = 0; i < column.count; i++) {
      if (column.histogram(i) != null) {
        return true;
      }
    }
    return false;
  }

  static void tell(Annotations annotations, String op, TextRange at) {
    annotations.info("ignored histogram in " + op + " aggregation", at);
  }
}
