package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;

/// Arithmetic on values at run time. Two integers yield an integer (`/` truncates), anything else
/// with a float or a duration a float; a duration counts its nanoseconds. `+` and `-` of two
/// durations stay a duration. What is no number, and a division of integers by zero, yields nil.
final class Arithmetic {
  private Arithmetic() {}

  static Value apply(Operator operator, Value left, Value right) {
    if (left instanceof Value.Int(long a) && right instanceof Value.Int(long b)) {
      return integers(operator, a, b);
    }
    if (left instanceof Value.Duration(long a) && right instanceof Value.Duration(long b)) {
      if (operator == Operator.ADD) {
        return new Value.Duration(a + b);
      }
      if (operator == Operator.SUBTRACT) {
        return new Value.Duration(a - b);
      }
    }
    double a = number(left);
    double b = number(right);
    if (!isNumber(left) || !isNumber(right)) {
      return Value.NIL;
    }
    return new Value.Real(
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> a % b;
          case POWER -> Math.pow(a, b);
          default -> Double.NaN;
        });
  }

  private static Value integers(Operator operator, long a, long b) {
    return switch (operator) {
      case ADD -> new Value.Int(a + b);
      case SUBTRACT -> new Value.Int(a - b);
      case MULTIPLY -> new Value.Int(a * b);
      case DIVIDE -> b == 0 ? Value.NIL : new Value.Int(a / b);
      case MODULO -> b == 0 ? Value.NIL : new Value.Int(a % b);
      case POWER -> new Value.Int((long) Math.pow((double) a, (double) b));
      default -> Value.NIL;
    };
  }

  static Value negate(Value value) {
    return switch (value) {
      case Value.Int number -> new Value.Int(-number.value());
      case Value.Real number -> new Value.Real(-number.value());
      case Value.Duration duration -> new Value.Duration(-duration.nanos());
      default -> Value.NIL;
    };
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Int
        || value instanceof Value.Real
        || value instanceof Value.Duration;
  }

  /// A number as a float, durations in nanoseconds; NaN for what is none.
  static double number(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Real number -> number.value();
      case Value.Duration duration -> duration.nanos();
      default -> Double.NaN;
    };
  }
}
