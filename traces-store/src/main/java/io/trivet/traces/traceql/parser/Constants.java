package io.trivet.traces.traceql.parser;

import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;
import org.jspecify.annotations.Nullable;

/// Arithmetic on the numbers of a query outside of braces, done while parsing.
final class Constants {
  private Constants() {}

  /// The result, null where there is none: durations, division by zero, integers out of range.
  static @Nullable Value fold(Operator operator, Value left, Value right) {
    if (left instanceof Value.Int(long a) && right instanceof Value.Int(long b)) {
      return integers(operator, a, b);
    }
    Double a = number(left);
    Double b = number(right);
    if (a == null || b == null) {
      return null;
    }
    double result =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> a % b;
          case POWER -> Math.pow(a, b);
          default -> Double.NaN;
        };
    return Double.isFinite(result) ? new Value.Real(result) : null;
  }

  private static @Nullable Value integers(Operator operator, long a, long b) {
    try {
      return switch (operator) {
        case ADD -> new Value.Int(Math.addExact(a, b));
        case SUBTRACT -> new Value.Int(Math.subtractExact(a, b));
        case MULTIPLY -> new Value.Int(Math.multiplyExact(a, b));
        case DIVIDE -> b == 0 ? null : new Value.Int(Math.divideExact(a, b));
        case MODULO -> b == 0 ? null : new Value.Int(a % b);
        case POWER -> {
          double power = Math.pow((double) a, (double) b);
          yield Math.abs(power) < 0x1p63 ? new Value.Int((long) power) : null;
        }
        default -> null;
      };
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Double number(Value value) {
    return switch (value) {
      case Value.Int number -> Double.valueOf((double) number.value());
      case Value.Real number -> Double.valueOf(number.value());
      default -> null;
    };
  }

  /// The number with its sign turned, null for what has none.
  static @Nullable Value negate(Value value) {
    return switch (value) {
      case Value.Int number -> new Value.Int(-number.value());
      case Value.Real number -> new Value.Real(-number.value());
      case Value.Duration duration -> new Value.Duration(-duration.nanos());
      default -> null;
    };
  }
}
