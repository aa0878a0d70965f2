package io.trivet.logs.logql.ast;

import io.trivet.core.text.TextRange;
import org.jspecify.annotations.Nullable;

/// A query that yields numbers.
public sealed interface MetricExpr extends Expr {
  /// A number; constant arithmetic is folded into one by the parser.
  record Literal(double value, TextRange at) implements MetricExpr {}

  /// `vector(1)`
  record VectorLiteral(double value, TextRange at) implements MetricExpr {}

  /// @param parameter the quantile of `quantile_over_time`; null for all others
  record RangeAggregation(
      RangeOp op,
      @Nullable Double parameter,
      LogRange range,
      @Nullable Grouping grouping,
      TextRange at)
      implements MetricExpr {}

  /// @param parameter how many samples `topk` and its like keep; 0 for all others
  record VectorAggregation(
      VectorOp op, int parameter, MetricExpr operand, @Nullable Grouping grouping, TextRange at)
      implements MetricExpr {}

  /// `label_replace(operand, "destination", "replacement", "source", "pattern")`
  record LabelReplace(
      MetricExpr operand,
      String destination,
      String replacement,
      String source,
      String pattern,
      TextRange at)
      implements MetricExpr {}

  record Binary(BinaryOp op, MetricExpr left, MetricExpr right, Matching matching, TextRange at)
      implements MetricExpr {}
}
