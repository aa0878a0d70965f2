package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;
import org.jspecify.annotations.Nullable;

/// An expression over one spanset that yields a number.
public sealed interface ScalarExpr {
  TextRange at();

  record Constant(Value value, TextRange at) implements ScalarExpr {}

  /// @param operand null for `count` only
  record Aggregate(AggregateFunction function, @Nullable FieldExpr operand, TextRange at)
      implements ScalarExpr {}

  record Binary(Operator operator, ScalarExpr left, ScalarExpr right, TextRange at)
      implements ScalarExpr {}

  /// `( pipeline | aggregate )`; parses, nothing evaluates it.
  record OfPipeline(Pipeline pipeline, ScalarExpr scalar, TextRange at) implements ScalarExpr {}
}
