package io.trivet.traces.traceql.metrics;

import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.FieldReader;
import io.trivet.traces.traceql.eval.TableView;

/// What a function measures of the rows of one table; NaN where there is no number. Durations count
/// in seconds, in buckets in nanoseconds; `traceDuration` counts in nanoseconds everywhere, as
/// Tempo has it. Buckets leave floats out. Safe for use from any thread.
@FunctionalInterface
interface Measure {
  double of(int row);

  static Measure of(MetricsFunction.OverTime function, TableView view) {
    FieldExpr field = function.measured();
    if (field == null) {
      return _ -> 0;
    }
    boolean buckets =
        function.kind() == MetricsFunction.Kind.HISTOGRAM
            || function.kind() == MetricsFunction.Kind.QUANTILE;
    Intrinsic intrinsic =
        field instanceof FieldExpr.Property property ? property.intrinsic() : Intrinsic.PARENT;
    double nanosPerUnit = buckets || intrinsic == Intrinsic.TRACE_DURATION ? 1 : 1e9;
    if (intrinsic == Intrinsic.DURATION) {
      SpanTable table = view.table();
      return row -> Math.max(0, table.durationNanos(row)) / nanosPerUnit;
    }
    FieldReader.RowReader reader = new FieldReader(view).whole(field);
    Value absent = Defaults.of(field);
    return row -> {
      Value value = reader.read(row);
      return switch (value instanceof Value.Nil ? absent : value) {
        case Value.Int number -> number.value();
        case Value.Real number -> buckets ? Double.NaN : number.value();
        case Value.Duration duration -> duration.nanos() / nanosPerUnit;
        default -> Double.NaN;
      };
    };
  }

  /// Whether the buckets of a function show seconds of nanoseconds.
  static boolean isDuration(MetricsFunction.OverTime function) {
    return function.measured() instanceof FieldExpr.Property(Intrinsic intrinsic, _)
        && (intrinsic == Intrinsic.DURATION
            || intrinsic == Intrinsic.TRACE_DURATION
            || intrinsic == Intrinsic.EVENT_TIME);
  }
}
