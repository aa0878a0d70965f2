package io.trivet.traces.traceql;

import static io.trivet.traces.traceql.PlainValues.arithmetic;
import static io.trivet.traces.traceql.PlainValues.compare;
import static io.trivet.traces.traceql.PlainValues.number;
import static io.trivet.traces.traceql.PlainValues.plain;

import io.trivet.core.label.Regex;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.traceql.ast.AggregateFunction;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpanKind;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// TraceQL over one trace as a list of spans, as slow and as obvious as possible. Values are plain
/// objects in lists: no value is the empty list, an array has several.
final class ReferenceEvaluator {
  private final List<TestSpan> spans;
  private final ReferenceTree tree;
  private final TypesRead types;

  /// @param spans of one trace, by start time and id
  ReferenceEvaluator(List<TestSpan> spans, Pipeline pipeline) {
    this.spans = spans;
    this.tree = new ReferenceTree(spans);
    this.types = new TypesRead(pipeline);
  }

  /// The spansets at the end, as indexes of spans.
  List<Set<Integer>> run(Pipeline pipeline) {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < spans.size(); i++) {
      all.add(i);
    }
    List<Set<Integer>> sets = List.of(all);
    for (Stage stage : pipeline.stages()) {
      List<Set<Integer>> next = new ArrayList<>();
      for (Set<Integer> set : sets) {
        switch (stage) {
          case Stage.Spansets(SpansetExpr expr, _) -> next.add(spanset(expr, set));
          case Stage.GroupBy(FieldExpr key, _) -> {
            Map<Object, Set<Integer>> groups = new LinkedHashMap<>();
            for (int i : set) {
              groups.computeIfAbsent(values(key, i), _ -> new TreeSet<>()).add(i);
            }
            next.addAll(groups.values());
          }
          case Stage.ScalarFilter filter -> {
            if (scalar(filter, set)) {
              next.add(set);
            }
          }
          case Stage.Select _ -> next.add(set);
          case Stage.Coalesce _ -> {}
        }
      }
      if (stage instanceof Stage.Coalesce) {
        Set<Integer> merged = new TreeSet<>();
        sets.forEach(merged::addAll);
        next.add(merged);
      }
      next.removeIf(Set::isEmpty);
      sets = next;
    }
    return sets;
  }

  private boolean scalar(Stage.ScalarFilter filter, Set<Integer> set) {
    ScalarExpr.Aggregate aggregate = (ScalarExpr.Aggregate) filter.left();
    Object limit = Objects.requireNonNull(plain(((ScalarExpr.Constant) filter.right()).value()));
    if (aggregate.function() == AggregateFunction.COUNT) {
      return compare(filter.operator(), (long) set.size(), limit);
    }
    FieldExpr operand = Objects.requireNonNull(aggregate.operand());
    List<Double> numbers = new ArrayList<>();
    for (int i : set) {
      List<Object> values = values(operand, i);
      Double number = values.size() == 1 ? number(values.getFirst()) : null;
      if (number != null) {
        numbers.add(number);
      }
    }
    if (numbers.isEmpty()) {
      return false;
    }
    double sum = numbers.stream().mapToDouble(x -> x).sum();
    double result =
        switch (aggregate.function()) {
          case MAX -> numbers.stream().mapToDouble(x -> x).max().getAsDouble();
          case MIN -> numbers.stream().mapToDouble(x -> x).min().getAsDouble();
          case SUM -> sum;
          case AVG ->
              operand instanceof FieldExpr.Property
                  ? Math.floor(sum / numbers.size())
                  : sum / numbers.size();
          case COUNT -> Double.NaN;
        };
    return compare(filter.operator(), result, limit);
  }

  private Set<Integer> spanset(SpansetExpr expr, Set<Integer> input) {
    Set<Integer> result = new TreeSet<>();
    if (expr instanceof SpansetExpr.Filter filter) {
      for (int i : input) {
        if (filter(filter.condition(), i)) {
          result.add(i);
        }
      }
      return result;
    }
    SpansetExpr.Operation operation = (SpansetExpr.Operation) expr;
    Set<Integer> left = spanset(operation.left(), input);
    Set<Integer> right = spanset(operation.right(), input);
    switch (operation.operator()) {
      case AND -> {
        if (!left.isEmpty() && !right.isEmpty()) {
          result.addAll(left);
          result.addAll(right);
        }
      }
      case OR -> {
        result.addAll(left);
        result.addAll(right);
      }
      default -> {
        String text = operation.operator().text();
        boolean negated = text.startsWith("!");
        boolean union = text.startsWith("&");
        String relation = negated || union ? text.substring(1) : text;
        for (int r : right) {
          boolean found = false;
          for (int l : left) {
            if (tree.related(relation, l, r)) {
              found = true;
              if (union) {
                result.add(l);
              }
            }
          }
          if (found != negated) {
            result.add(r);
          }
        }
      }
    }
    return result;
  }

  /// In a chain of `&&` without alternatives one event meets all conditions on events.
  private boolean filter(FieldExpr condition, int span) {
    List<FieldExpr> parts = new ArrayList<>();
    chain(condition, parts);
    boolean pure =
        parts.stream()
            .noneMatch(p -> p instanceof FieldExpr.Binary b && b.operator() == Operator.OR);
    List<FieldExpr.Binary> ofEvents = new ArrayList<>();
    for (FieldExpr part : parts) {
      if (pure
          && part instanceof FieldExpr.Binary binary
          && isOfEvent(binary.left())
          && binary.right() instanceof FieldExpr.Literal(Value literal, _)
          && !(literal instanceof Value.Nil)) {
        ofEvents.add(binary);
      } else if (!isTrue(part, span)) {
        return false;
      }
    }
    return ofEvents.isEmpty()
        || spans.get(span).events().stream()
            .anyMatch(event -> ofEvents.stream().allMatch(b -> holds(b, ofEvent(b.left(), event))));
  }

  private static void chain(FieldExpr expr, List<FieldExpr> parts) {
    if (expr instanceof FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _)
        && operator == Operator.AND) {
      chain(left, parts);
      chain(right, parts);
    } else {
      parts.add(expr);
    }
  }

  private static boolean isOfEvent(FieldExpr field) {
    return field instanceof FieldExpr.Attribute attribute && attribute.scope() == Scope.EVENT
        || field instanceof FieldExpr.Property(Intrinsic intrinsic, _)
            && intrinsic == Intrinsic.EVENT_NAME;
  }

  private boolean isTrue(FieldExpr expr, int span) {
    return switch (expr) {
      case FieldExpr.Not(FieldExpr operand, _) ->
          operand instanceof FieldExpr.Attribute
              ? values(operand, span).equals(List.of(false))
              : !isTrue(operand, span);
      case FieldExpr.Binary binary ->
          switch (binary.operator()) {
            case AND -> isTrue(binary.left(), span) && isTrue(binary.right(), span);
            case OR -> isTrue(binary.left(), span) || isTrue(binary.right(), span);
            default -> comparison(binary, span);
          };
      default -> values(expr, span).equals(List.of(true));
    };
  }

  private boolean comparison(FieldExpr.Binary binary, int span) {
    if (binary.right() instanceof FieldExpr.Literal(Value literal, _)
        && literal instanceof Value.Nil) {
      if (binary.left() instanceof FieldExpr.Attribute attribute) {
        Set<Class<?>> read = types.of(attribute);
        Set<Class<?>> before = Set.copyOf(read);
        read.add(Object.class);
        boolean absent = values(attribute, span).isEmpty();
        read.retainAll(before);
        return absent == (binary.operator() == Operator.EQUAL);
      }
      return values(binary.left(), span).isEmpty() == (binary.operator() == Operator.EQUAL);
    }
    if (binary.right() instanceof FieldExpr.Literal) {
      return holds(binary, values(binary.left(), span));
    }
    List<Object> left = values(binary.left(), span);
    List<Object> right = values(binary.right(), span);
    return left.size() == 1
        && right.size() == 1
        && compare(binary.operator(), left.getFirst(), right.getFirst());
  }

  private boolean holds(FieldExpr.Binary binary, List<Object> values) {
    if (values.isEmpty()) {
      return false;
    }
    Object literal = Objects.requireNonNull(plain(((FieldExpr.Literal) binary.right()).value()));
    return switch (binary.operator()) {
      case MATCH, NOT_MATCH ->
          values.stream()
              .anyMatch(value ->
                  value instanceof String text
                      && Regex.anchored((String) literal).matches(text)
                          == (binary.operator() == Operator.MATCH));
      default -> values.stream().anyMatch(value -> compare(binary.operator(), value, literal));
    };
  }

  private List<Object> values(FieldExpr expr, int index) {
    TestSpan span = spans.get(index);
    return switch (expr) {
      case FieldExpr.Literal literal -> List.of(plain(literal.value()));
      case FieldExpr.Attribute attribute ->
          switch (attribute.scope()) {
            case SPAN -> visible(attribute, span.attributes().get(attribute.name()));
            case RESOURCE -> visible(attribute, span.resource().get(attribute.name()));
            case INSTRUMENTATION -> visible(attribute, span.scope().get(attribute.name()));
            case NONE -> {
              List<Object> own = visible(attribute, span.attributes().get(attribute.name()));
              yield own.isEmpty() ? visible(attribute, span.resource().get(attribute.name())) : own;
            }
            case EVENT, LINK -> {
              List<Object> all = new ArrayList<>();
              span.events().forEach(event -> all.addAll(ofEvent(attribute, event)));
              yield all;
            }
          };
      case FieldExpr.Property(Intrinsic intrinsic, _) -> property(intrinsic, index);
      case FieldExpr.Negation _ -> List.of();
      case FieldExpr.Not not -> List.of(isTrue(not, index));
      case FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _) -> {
        if (operator.isBoolean()) {
          yield List.of(isTrue(expr, index));
        }
        List<Object> a = values(left, index);
        List<Object> b = values(right, index);
        yield a.size() == 1 && b.size() == 1
            ? arithmetic(operator, a.getFirst(), b.getFirst())
            : List.of();
      }
    };
  }

  private List<Object> ofEvent(FieldExpr field, SpanEvent event) {
    return field instanceof FieldExpr.Attribute attribute
        ? visible(attribute, event.attributes().get(attribute.name()))
        : List.of(event.name());
  }

  private List<Object> visible(FieldExpr.Attribute attribute, @Nullable Object value) {
    List<Object> elements = new ArrayList<>();
    if (value instanceof List<?> list) {
      elements.addAll(list);
    } else if (value != null) {
      elements.add(value);
    }
    Set<Class<?>> read = types.of(attribute);
    if (!read.contains(Object.class)) {
      elements.removeIf(element -> !read.contains(element.getClass()));
    }
    return elements;
  }

  private List<Object> property(Intrinsic intrinsic, int index) {
    TestSpan span = spans.get(index);
    return switch (intrinsic) {
      case NAME -> List.of(span.name());
      case DURATION -> List.of(span.end() - span.start());
      case STATUS -> List.of(SpanStatus.of(span.status()));
      case KIND -> List.of(SpanKind.of(span.kind()));
      case EVENT_NAME -> new ArrayList<>(span.events().stream().map(SpanEvent::name).toList());
      case NESTED_SET_PARENT -> List.of(span.parentId() == 0 ? -1L : 0L);
      case ROOT_NAME ->
          List.of(
              spans.stream()
                  .filter(s -> s.parentId() == 0)
                  .map(TestSpan::name)
                  .findFirst()
                  .orElse(""));
      case CHILD_COUNT -> List.of(tree.children(index));
      default -> throw new AssertionError(intrinsic);
    };
  }
}
