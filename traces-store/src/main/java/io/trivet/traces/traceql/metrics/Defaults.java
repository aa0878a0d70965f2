package io.trivet.traces.traceql.metrics;

import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Value;

/// What metrics read of a span without events: the name is empty, the time zero.
final class Defaults {
  private Defaults() {}

  static Value of(FieldExpr field) {
    if (!(field instanceof FieldExpr.Property(Intrinsic intrinsic, _))) {
      return Value.NIL;
    }
    return switch (intrinsic) {
      case EVENT_NAME -> new Value.Text("");
      case EVENT_TIME -> new Value.Duration(0);
      default -> Value.NIL;
    };
  }
}
