package io.trivet.traces.traceql.eval;

import io.trivet.core.label.Regex;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;

/// Replaces expressions of constants by their value, so that `span.n = 2 ^ 3` is a comparison with
/// a constant.
final class Folding {
  private Folding() {}

  static FieldExpr fold(FieldExpr expr) {
    return switch (expr) {
      case FieldExpr.Literal _, FieldExpr.Attribute _, FieldExpr.Property _ -> expr;
      case FieldExpr.Negation(FieldExpr operand, var at) ->
          fold(operand) instanceof FieldExpr.Literal(Value value, _)
              ? new FieldExpr.Literal(Arithmetic.negate(value), at)
              : new FieldExpr.Negation(fold(operand), at);
      case FieldExpr.Not(FieldExpr operand, var at) ->
          fold(operand) instanceof FieldExpr.Literal(Value value, _)
              ? new FieldExpr.Literal(
                  value instanceof Value.Bool(boolean known) ? Value.of(!known) : Value.NIL, at)
              : new FieldExpr.Not(fold(operand), at);
      case FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, var at) -> {
        FieldExpr a = fold(left);
        FieldExpr b = fold(right);
        if (isUndefined(left, a) || isUndefined(right, b)) {
          yield new FieldExpr.Literal(operator.isBoolean() ? Value.FALSE : Value.NIL, at);
        }
        yield a instanceof FieldExpr.Literal(Value x, _)
                && b instanceof FieldExpr.Literal(Value y, _)
            ? new FieldExpr.Literal(constant(operator, x, y), at)
            : new FieldExpr.Binary(operator, a, b, at);
      }
    };
  }

  /// Whether an expression has no value, such as a division by zero: not the same as `nil` written.
  private static boolean isUndefined(FieldExpr written, FieldExpr folded) {
    return !(written instanceof FieldExpr.Literal)
        && folded instanceof FieldExpr.Literal(Value value, _)
        && value instanceof Value.Nil;
  }

  private static Value constant(Operator operator, Value left, Value right) {
    return switch (operator.kind()) {
      case LOGICAL ->
          operator == Operator.AND
              ? Value.of(isTrue(left) && isTrue(right))
              : Value.of(isTrue(left) || isTrue(right));
      case COMPARISON -> Value.of(Comparisons.compare(operator, left, right));
      case REGEX ->
          left instanceof Value.Text(String text) && right instanceof Value.Text(String pattern)
              ? Value.of(Regex.anchored(pattern).matches(text) == (operator == Operator.MATCH))
              : Value.FALSE;
      case ARITHMETIC -> Arithmetic.apply(operator, left, right);
      case STRUCTURAL -> Value.NIL;
    };
  }

  private static boolean isTrue(Value value) {
    return value instanceof Value.Bool(boolean known) && known;
  }
}
