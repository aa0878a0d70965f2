package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a metrics query computes of the spans of each interval.
public sealed interface MetricsFunction {
  TextRange at();

  /// The functions over time.
  enum Kind {
    RATE("rate"),
    COUNT("count_over_time"),
    MIN("min_over_time"),
    MAX("max_over_time"),
    AVG("avg_over_time"),
    SUM("sum_over_time"),
    QUANTILE("quantile_over_time"),
    HISTOGRAM("histogram_over_time");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /// Whether it counts spans instead of measuring an attribute.
    public boolean isCounting() {
      return this == RATE || this == COUNT;
    }
  }

  /// @param measured attribute or intrinsic; null for those that count spans
  /// @param quantiles for QUANTILE only, at least one
  /// @param by attributes and intrinsics the series are grouped by, may be empty
  record OverTime(
      Kind kind,
      @Nullable FieldExpr measured,
      List<Double> quantiles,
      List<FieldExpr> by,
      TextRange at)
      implements MetricsFunction {
    public OverTime {
      quantiles = List.copyOf(quantiles);
      by = List.copyOf(by);
    }
  }

  /// `compare({selection}, top, start, end)`: which attribute values tell the selected spans from
  /// the others.
  ///
  /// @param top most values of each attribute
  /// @param startNanos with `endNanos`, the window of the selection; both 0 for none
  record Compare(
      SpansetExpr.Filter selection, int top, long startNanos, long endNanos, TextRange at)
      implements MetricsFunction {
    public static final int DEFAULT_TOP = 10;
  }
}
