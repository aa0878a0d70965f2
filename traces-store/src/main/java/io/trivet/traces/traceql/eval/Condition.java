package io.trivet.traces.traceql.eval;

import io.trivet.core.label.Regex;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A condition on one value: a comparison with a constant, or the alternative of several.
/// Immutable, safe for use from any thread.
sealed interface Condition {
  /// Of an array some element must satisfy it.
  boolean test(Value value);

  boolean text(String value);

  boolean integer(long value);

  boolean floating(double value);

  boolean duration(long nanos);

  /// @param operator of the kind COMPARISON or REGEX, the value on its left
  static Condition of(Operator operator, Value constant) {
    return operator.kind() == Operator.Kind.REGEX
        ? new Matching(
            Regex.anchored(constant instanceof Value.Text(String pattern) ? pattern : ""),
            operator == Operator.MATCH)
        : new Comparing(operator, constant);
  }

  /// Equality of ids, leading zeros aside; other comparisons see all digits.
  static Condition ofId(Operator operator, Value constant) {
    return constant instanceof Value.Text(String text)
            && (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL)
        ? new SameId(Ids.trim(text), operator == Operator.EQUAL)
        : of(operator, constant);
  }

  static Condition anyOf(List<Condition> conditions) {
    return conditions.size() == 1 ? conditions.getFirst() : Any.of(conditions);
  }

  record Comparing(Operator operator, Value constant) implements Condition {
    @Override
    public boolean test(Value value) {
      return Comparisons.compare(operator, value, constant);
    }

    @Override
    public boolean text(String value) {
      return constant instanceof Value.Text(String other)
          && switch (operator) {
            case EQUAL -> value.equals(other);
            case NOT_EQUAL -> !value.equals(other);
            default -> Comparisons.holds(operator, Comparisons.compareText(value, other));
          };
    }

    @Override
    public boolean integer(long value) {
      return switch (constant) {
        case Value.Int number -> Comparisons.holds(operator, Long.compare(value, number.value()));
        case Value.Duration duration ->
            Comparisons.holds(operator, Long.compare(value, duration.nanos()));
        case Value.Real number -> Comparisons.floats(operator, (double) value, number.value());
        default -> false;
      };
    }

    @Override
    public boolean floating(double value) {
      return Arithmetic.isNumber(constant)
          && Comparisons.floats(operator, value, Arithmetic.number(constant));
    }

    @Override
    public boolean duration(long nanos) {
      return integer(nanos);
    }
  }

  /// What only texts can satisfy.
  sealed interface OfText extends Condition {
    @Override
    default boolean test(Value value) {
      return switch (value) {
        case Value.Text text -> text(text.value());
        case Value.Array array -> array.elements().stream().anyMatch(this::test);
        default -> false;
      };
    }

    @Override
    default boolean integer(long value) {
      return false;
    }

    @Override
    default boolean floating(double value) {
      return false;
    }

    @Override
    default boolean duration(long nanos) {
      return false;
    }
  }

  record Matching(Regex regex, boolean wanted) implements OfText {
    @Override
    public boolean text(String value) {
      return regex.matches(value) == wanted;
    }
  }

  record SameId(String trimmed, boolean wanted) implements OfText {
    @Override
    public boolean text(String value) {
      return Ids.trim(value).equals(trimmed) == wanted;
    }
  }

  /// Equality with texts and integers is looked up, whatever else is tried one by one.
  record Any(Set<String> texts, long[] integers, List<Condition> others) implements Condition {
    static Any of(List<Condition> conditions) {
      Set<String> texts = new HashSet<>();
      List<Long> integers = new ArrayList<>();
      List<Condition> others = new ArrayList<>();
      for (Condition condition : conditions) {
        switch (condition) {
          case Comparing(Operator operator, Value.Text(String text))
              when operator == Operator.EQUAL ->
              texts.add(text);
          case Comparing(Operator operator, Value.Int(long integer))
              when operator == Operator.EQUAL ->
              integers.add(integer);
          case Comparing _, Matching _, SameId _, Any _ -> others.add(condition);
        }
      }
      long[] sorted = integers.stream().mapToLong(Long::longValue).sorted().toArray();
      return new Any(Set.copyOf(texts), sorted, List.copyOf(others));
    }

    @Override
    public boolean test(Value value) {
      return switch (value) {
        case Value.Text text -> text(text.value());
        case Value.Int number -> integer(number.value());
        case Value.Real number -> floating(number.value());
        case Value.Duration duration -> duration(duration.nanos());
        case Value.Array array -> array.elements().stream().anyMatch(this::test);
        case Value.Nil _, Value.Bool _, Value.Status _, Value.Kind _ ->
            others.stream().anyMatch(condition -> condition.test(value));
      };
    }

    @Override
    public boolean text(String value) {
      if (texts.contains(value)) {
        return true;
      }
      for (Condition condition : others) {
        if (condition.text(value)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean integer(long value) {
      if (Arrays.binarySearch(integers, value) >= 0) {
        return true;
      }
      for (Condition condition : others) {
        if (condition.integer(value)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean floating(double value) {
      for (long integer : integers) {
        if (integer == value) {
          return true;
        }
      }
      for (Condition condition : others) {
        if (condition.floating(value)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean duration(long nanos) {
      return integer(nanos);
    }
  }
}
