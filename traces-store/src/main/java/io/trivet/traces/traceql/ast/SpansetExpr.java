package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;

/// An expression that yields the spansets of a trace.
public sealed interface SpansetExpr {
  TextRange at();

  /// `{ condition }`; `{}` is `{ true }`.
  record Filter(FieldExpr condition, TextRange at) implements SpansetExpr {}

  record Operation(Operator operator, SpansetExpr left, SpansetExpr right, TextRange at)
      implements SpansetExpr {}

  /// `( pipeline )` of more than one spanset expression.
  record Nested(Pipeline pipeline, TextRange at) implements SpansetExpr {}
}
