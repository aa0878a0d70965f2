package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;

/// An expression that yields series.
public sealed interface MetricsExpr {
  TextRange at();

  record OfPipeline(Pipeline pipeline, MetricsFunction function, TextRange at)
      implements MetricsExpr {}

  /// `topk` and `bottomk`.
  record Rank(MetricsExpr operand, boolean largest, int limit, TextRange at)
      implements MetricsExpr {}

  /// Keeps the points that compare true with a constant.
  record Threshold(MetricsExpr operand, Operator operator, Value limit, TextRange at)
      implements MetricsExpr {}

  /// `+ - * /`; at most one side is a constant.
  record Arithmetic(Operator operator, MetricsExpr left, MetricsExpr right, TextRange at)
      implements MetricsExpr {}

  /// A number; only a side of [Arithmetic].
  record Constant(Value value, TextRange at) implements MetricsExpr {}
}
