package io.trivet.traces.traceql;

import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arithmetic and comparisons of values as plain objects.
final class PlainValues {
  private PlainValues() {}

  static List<Object> arithmetic(Operator operator, Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return switch (operator) {
        case ADD -> List.of(x + y);
        case SUBTRACT -> List.of(x - y);
        case MULTIPLY -> List.of(x * y);
        default -> y == 0 ? List.of() : List.of(x / y);
      };
    }
    Double x = number(a);
    Double y = number(b);
    if (x == null || y == null) {
      return List.of();
    }
    return switch (operator) {
      case ADD -> List.of(x + y);
      case SUBTRACT -> List.of(x - y);
      case MULTIPLY -> List.of(x * y);
      default -> List.of(x / y);
    };
  }

  static @Nullable Object plain(Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Int number -> number.value();
      case Value.Real number -> number.value();
      case Value.Bool bool -> bool.value();
      case Value.Duration duration -> duration.nanos();
      case Value.Status status -> status.value();
      case Value.Kind kind -> kind.value();
      case Value.Nil _, Value.Array _ -> null;
    };
  }

  static @Nullable Double number(Object value) {
    return value instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
  }

  static boolean compare(Operator operator, Object left, Object right) {
    Double a = number(left);
    Double b = number(right);
    if (a != null && b != null) {
      return a.isNaN() || b.isNaN()
          ? operator == Operator.NOT_EQUAL
          : test(operator, Double.compare(a + 0.0, b + 0.0));
    }
    if (left.getClass() != right.getClass()) {
      return false;
    }
    if (left instanceof String text && right instanceof String other) {
      return test(operator, text.compareTo(other));
    }
    return operator == Operator.EQUAL && left.equals(right)
        || operator == Operator.NOT_EQUAL && !left.equals(right);
  }

  private static boolean test(Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_EQUAL -> order >= 0;
      default -> throw new AssertionError(operator);
    };
  }
}
