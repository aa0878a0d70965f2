package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;

/// Comparing two values at run time: types that do not fit, and nil, compare false with every
/// operator; an array compares true if some element does.
final class Comparisons {
  private Comparisons() {}

  /// @param operator one of the kind COMPARISON
  static boolean compare(Operator operator, Value left, Value right) {
    if (left instanceof Value.Array array) {
      if (right instanceof Value.Array) {
        return false;
      }
      for (Value element : array.elements()) {
        if (compare(operator, element, right)) {
          return true;
        }
      }
      return false;
    }
    if (right instanceof Value.Array) {
      return compare(operator.mirrored(), right, left);
    }
    return switch (left) {
      case Value.Text a ->
          right instanceof Value.Text(String b) && holds(operator, compareText(a.value(), b));
      case Value.Bool a ->
          right instanceof Value.Bool(boolean b) && equality(operator, a.value() == b);
      case Value.Status a ->
          right instanceof Value.Status(var b) && equality(operator, a.value() == b);
      case Value.Kind a -> right instanceof Value.Kind(var b) && equality(operator, a.value() == b);
      case Value.Int a -> number(operator, a.value(), right);
      case Value.Duration a -> number(operator, a.nanos(), right);
      case Value.Real a ->
          switch (right) {
            case Value.Real b -> floats(operator, a.value(), b.value());
            case Value.Int b -> floats(operator, a.value(), (double) b.value());
            case Value.Duration b -> floats(operator, a.value(), (double) b.nanos());
            default -> false;
          };
      case Value.Nil _, Value.Array _ -> false;
    };
  }

  private static boolean number(Operator operator, long left, Value right) {
    return switch (right) {
      case Value.Int b -> holds(operator, Long.compare(left, b.value()));
      case Value.Duration b -> holds(operator, Long.compare(left, b.nanos()));
      case Value.Real b -> floats(operator, (double) left, b.value());
      default -> false;
    };
  }

  private static boolean equality(Operator operator, boolean equal) {
    return operator == Operator.EQUAL && equal || operator == Operator.NOT_EQUAL && !equal;
  }

  /// With NaN only `!=` holds.
  static boolean floats(Operator operator, double left, double right) {
    return switch (operator) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_EQUAL -> left >= right;
      default -> false;
    };
  }

  static boolean holds(Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_EQUAL -> order >= 0;
      default -> false;
    };
  }

  /// The order of the UTF-8 bytes, which is that of code points.
  static int compareText(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean highA = Character.isSurrogate(a);
        boolean highB = Character.isSurrogate(b);
        return highA == highB ? Character.compare(a, b) : highA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
