package io.trivet.metrics.promql.ast;

import io.trivet.core.text.TextRange;

/// What stands inside brackets and after `offset`: a duration, or arithmetic over durations which
/// is worked out when the window of the query is known. Values are seconds.
public sealed interface DurationExpr {
  TextRange at();

  /// Whether it stands in parentheses.
  boolean wrapped();

  /// A number of seconds.
  ///
  /// @param isDuration whether it was written with units
  record Literal(double seconds, boolean isDuration, TextRange at) implements DurationExpr {
    @Override
    public boolean wrapped() {
      return false;
    }
  }

  /// @param op one of `+ - * / % ^`
  record Arithmetic(
      BinaryOp op, DurationExpr left, DurationExpr right, boolean wrapped, TextRange at)
      implements DurationExpr {}

  record Negation(DurationExpr operand, boolean wrapped, TextRange at) implements DurationExpr {}

  /// `step()` or `range()`, of the query.
  record QueryWindow(Part part, boolean wrapped, TextRange at) implements DurationExpr {}

  /// `min_of(a, b)` or `max_of(a, b)`.
  record Extreme(
      boolean largest, DurationExpr left, DurationExpr right, boolean wrapped, TextRange at)
      implements DurationExpr {}

  /// A part of the window of a query.
  enum Part {
    STEP,
    RANGE
  }

  /// Milliseconds, if this is a plain duration.
  default long literalMs() {
    return this instanceof Literal literal ? Math.round(literal.seconds() * 1e9) / 1_000_000 : 0;
  }
}
