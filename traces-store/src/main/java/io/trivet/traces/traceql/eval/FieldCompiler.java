package io.trivet.traces.traceql.eval;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.SpanKind;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns expressions over a span into tests and values over the rows of one table.
final class FieldCompiler {
  private final TableView view;
  private final SpanTable table;
  private final FieldReader reader;
  private final FieldUses uses;

  FieldCompiler(TableView view, FieldUses uses) {
    this.view = view;
    this.table = view.table();
    this.reader = new FieldReader(view);
    this.uses = uses;
  }

  /// The condition of a span filter.
  RowTest filter(FieldExpr condition) {
    FieldExpr folded = Folding.fold(condition);
    return LogicalTests.all(conjuncts(chain(Operator.AND, folded)));
  }

  /// Any other expression.
  RowValue expression(FieldExpr expr) {
    return value(Folding.fold(expr));
  }

  /// The operands of a chain of one operator, from left to right.
  private static List<FieldExpr> chain(Operator operator, FieldExpr expr) {
    List<FieldExpr> parts = new ArrayList<>();
    FieldExpr rest = expr;
    while (rest instanceof FieldExpr.Binary(Operator found, FieldExpr left, FieldExpr right, _)
        && found == operator) {
      parts.addAll(chain(operator, right).reversed());
      rest = left;
    }
    parts.add(rest);
    return parts.reversed();
  }

  /// Conditions on events that stand in one `&&` chain are met by one event; links alike.
  private List<RowTest> conjuncts(List<FieldExpr> parts) {
    List<RowTest> tests = new ArrayList<>();
    List<FieldCondition> events = new ArrayList<>();
    List<FieldCondition> links = new ArrayList<>();
    boolean pure = parts.stream().allMatch(FieldCompiler::isSimple);
    for (FieldExpr part : parts) {
      FieldCondition condition = condition(part);
      if (pure && condition != null && MultiValues.isOfEvents(condition.field)) {
        events.add(condition);
      } else if (pure && condition != null && MultiValues.isOfLinks(condition.field)) {
        links.add(condition);
      } else {
        tests.add(test(part));
      }
    }
    if (!events.isEmpty()) {
      tests.add(oneOfMany(events));
    }
    if (!links.isEmpty()) {
      tests.add(oneOfMany(links));
    }
    return tests;
  }

  private static boolean isSimple(FieldExpr part) {
    return !(part instanceof FieldExpr.Binary binary) || binary.operator() != Operator.OR;
  }

  /// A comparison of a field, on the left, with a constant that is not nil.
  private record FieldCondition(FieldExpr field, Operator operator, Value constant) {
    Condition condition() {
      return FieldUses.isId(field)
          ? Condition.ofId(operator, constant)
          : Condition.of(operator, constant);
    }
  }

  private static @Nullable FieldCondition condition(FieldExpr expr) {
    if (!(expr instanceof FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _))
        || operator.kind() != Operator.Kind.COMPARISON && operator.kind() != Operator.Kind.REGEX) {
      return null;
    }
    if (FieldUses.isField(left)
        && right instanceof FieldExpr.Literal(Value constant, _)
        && !(constant instanceof Value.Nil)) {
      return new FieldCondition(left, operator, constant);
    }
    if (FieldUses.isField(right)
        && left instanceof FieldExpr.Literal(Value constant, _)
        && !(constant instanceof Value.Nil)) {
      return new FieldCondition(right, operator.mirrored(), constant);
    }
    return null;
  }

  private RowTest oneOfMany(List<FieldCondition> conditions) {
    List<Condition> tests = conditions.stream().map(FieldCondition::condition).toList();
    List<Set<ValueType>> types =
        conditions.stream().map(condition -> types(condition.field)).toList();
    return row -> {
      int count = MultiValues.count(table, conditions.getFirst().field, row);
      if (count == 0) {
        return false;
      }
      boolean[] passed = new boolean[count];
      Arrays.fill(passed, true);
      for (int c = 0; c < tests.size(); c++) {
        List<Value> values = MultiValues.values(table, conditions.get(c).field, types.get(c), row);
        for (int i = 0; i < count; i++) {
          passed[i] = passed[i] && tests.get(c).test(values.get(i));
        }
      }
      for (boolean one : passed) {
        if (one) {
          return true;
        }
      }
      return false;
    };
  }

  private Set<ValueType> types(FieldExpr field) {
    FieldUses.Use use = uses.find(field);
    return use == null ? EnumSet.allOf(ValueType.class) : use.types();
  }

  private RowTest test(FieldExpr expr) {
    return switch (expr) {
      case FieldExpr.Literal literal ->
          literal.value().equals(Value.TRUE) ? RowTest.ALWAYS : RowTest.NEVER;
      case FieldExpr.Attribute _, FieldExpr.Property _, FieldExpr.Negation _ -> isTrue(value(expr));
      case FieldExpr.Not(FieldExpr operand, _) -> not(operand);
      case FieldExpr.Binary binary -> binary(binary);
    };
  }

  private static RowTest isTrue(RowValue value) {
    return row -> value.value(row) instanceof Value.Bool(boolean known) && known;
  }

  private RowTest not(FieldExpr operand) {
    if (operand instanceof FieldExpr.Binary binary && binary.operator().isBoolean()
        || operand instanceof FieldExpr.Not) {
      RowTest inner = test(operand);
      return row -> !inner.test(row);
    }
    RowValue value = value(operand);
    return row -> value.value(row) instanceof Value.Bool(boolean known) && !known;
  }

  private RowTest binary(FieldExpr.Binary binary) {
    return switch (binary.operator().kind()) {
      case LOGICAL ->
          binary.operator() == Operator.AND
              ? LogicalTests.all(chain(Operator.AND, binary).stream().map(this::test).toList())
              : LogicalTests.any(alternatives(chain(Operator.OR, binary)));
      case COMPARISON, REGEX -> comparison(binary);
      case ARITHMETIC, STRUCTURAL -> RowTest.NEVER;
    };
  }

  /// Comparisons of one field with constants are looked up together.
  private List<RowTest> alternatives(List<FieldExpr> parts) {
    List<RowTest> tests = new ArrayList<>();
    Map<FieldExpr, List<Condition>> byField = new LinkedHashMap<>();
    for (FieldExpr part : parts) {
      FieldCondition condition = condition(part);
      if (condition == null || FieldUses.isId(condition.field)) {
        tests.add(test(part));
      } else {
        byField
            .computeIfAbsent(FieldUses.key(condition.field), _ -> new ArrayList<>())
            .add(condition.condition());
      }
    }
    byField.forEach((field, conditions) -> tests.add(test(field, Condition.anyOf(conditions))));
    return tests;
  }

  private RowTest comparison(FieldExpr.Binary binary) {
    FieldCondition condition = condition(binary);
    if (condition != null) {
      RowTest id = FieldUses.isId(condition.field) ? id(condition) : null;
      return id != null ? id : test(condition.field, condition.condition());
    }
    boolean nilLeft = isNil(binary.left());
    if (nilLeft || isNil(binary.right())) {
      return nil(nilLeft ? binary.right() : binary.left(), binary.operator());
    }
    RowValue left = value(binary.left());
    RowValue right = value(binary.right());
    if (binary.operator().kind() == Operator.Kind.REGEX) {
      Condition matching =
          Condition.of(
              binary.operator(),
              binary.right() instanceof FieldExpr.Literal(Value pattern, _) ? pattern : Value.NIL);
      return row -> matching.test(left.value(row));
    }
    Operator operator = binary.operator();
    return row -> Comparisons.compare(operator, left.value(row), right.value(row));
  }

  private static boolean isNil(FieldExpr expr) {
    return expr instanceof FieldExpr.Literal(Value value, _) && value instanceof Value.Nil;
  }

  private RowTest nil(FieldExpr operand, Operator operator) {
    if (operand instanceof FieldExpr.Literal) {
      return RowTest.NEVER;
    }
    if (operator == Operator.NOT_EQUAL) {
      RowValue value = value(operand);
      return row -> !(value.value(row) instanceof Value.Nil);
    }
    if (operand instanceof FieldExpr.Attribute attribute && !MultiValues.isMulti(operand)) {
      AttributeReader attributes =
          new AttributeReader(table, attribute, EnumSet.allOf(ValueType.class));
      return row -> !attributes.exists(row);
    }
    RowValue value =
        FieldUses.isField(operand)
            ? reader.value(operand, EnumSet.allOf(ValueType.class))
            : value(operand);
    return row -> value.value(row) instanceof Value.Nil;
  }

  /// Equality with the id of span, parent or trace compares numbers; null for anything else.
  private @Nullable RowTest id(FieldCondition condition) {
    if (!(condition.field instanceof FieldExpr.Property(Intrinsic intrinsic, _))
        || !(condition.constant instanceof Value.Text(String text))
        || condition.operator != Operator.EQUAL && condition.operator != Operator.NOT_EQUAL) {
      return null;
    }
    boolean wanted = condition.operator == Operator.EQUAL;
    long[] id = Ids.parse(text, intrinsic == Intrinsic.TRACE_ID ? 32 : 16);
    long high = id == null ? 0 : id[0];
    long low = id == null ? 0 : id[1];
    boolean possible = id != null;
    return switch (intrinsic) {
      case TRACE_ID ->
          row -> {
            int trace = table.traceOf(row);
            boolean equal =
                possible && table.traceIdHigh(trace) == high && table.traceIdLow(trace) == low;
            return equal == wanted;
          };
      case SPAN_ID -> row -> (possible && table.spanId(row) == low) == wanted;
      case PARENT_ID ->
          row -> {
            long parent = table.parentSpanId(row);
            return parent != 0 && (possible && parent == low) == wanted;
          };
      default -> null;
    };
  }

  /// A condition on an attribute or intrinsic.
  private RowTest test(FieldExpr field, Condition condition) {
    if (field instanceof FieldExpr.Attribute attribute && !MultiValues.isMulti(field)) {
      AttributeReader attributes = new AttributeReader(table, attribute, types(field));
      if (FieldReader.isServiceName(attribute)) {
        AttributeColumn services = attributes.first();
        boolean nameless = condition.text("");
        return services == null
            ? nameless ? RowTest.ALWAYS : RowTest.NEVER
            : ColumnTests.text(services, condition, nameless);
      }
      return attributes.isEmpty() ? RowTest.NEVER : ColumnTests.attribute(attributes, condition);
    }
    if (field instanceof FieldExpr.Property(Intrinsic intrinsic, _)) {
      switch (intrinsic) {
        case NAME -> {
          return ColumnTests.text(table.name(), condition, condition.text(""));
        }
        case STATUS_MESSAGE -> {
          return ColumnTests.text(table.statusMessage(), condition, condition.text(""));
        }
        case SCOPE_NAME -> {
          return ColumnTests.text(table.scopeName(), condition, condition.text(""));
        }
        case SCOPE_VERSION -> {
          return ColumnTests.text(table.scopeVersion(), condition, condition.text(""));
        }
        case DURATION -> {
          return ColumnTests.duration(table, condition);
        }
        case TRACE_DURATION -> {
          return row -> condition.duration(view.traceDuration(table.traceOf(row)));
        }
        case STATUS -> {
          boolean[] accepted = new boolean[SpanStatus.values().length];
          for (SpanStatus status : SpanStatus.values()) {
            accepted[status.number()] = condition.test(new Value.Status(status));
          }
          return row -> accepted[SpanStatus.of(table.status(row)).number()];
        }
        case KIND -> {
          boolean[] accepted = new boolean[SpanKind.values().length];
          for (SpanKind kind : SpanKind.values()) {
            accepted[kind.number()] = condition.test(new Value.Kind(kind));
          }
          return row -> accepted[SpanKind.of(table.kind(row)).number()];
        }
        default -> {
          // The others are read row by row.
        }
      }
    }
    RowValue value = reader.value(field, types(field));
    return row -> condition.test(value.value(row));
  }

  private RowValue value(FieldExpr expr) {
    return switch (expr) {
      case FieldExpr.Literal literal -> {
        Value constant = literal.value();
        yield _ -> constant;
      }
      case FieldExpr.Attribute _, FieldExpr.Property _ -> reader.value(expr, types(expr));
      case FieldExpr.Negation(FieldExpr operand, _) -> {
        RowValue inner = value(operand);
        yield row -> Arithmetic.negate(inner.value(row));
      }
      case FieldExpr.Not _ -> bool(expr);
      case FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _) -> {
        if (operator.isBoolean()) {
          yield bool(expr);
        }
        RowValue a = value(left);
        RowValue b = value(right);
        yield row -> Arithmetic.apply(operator, a.value(row), b.value(row));
      }
    };
  }

  private RowValue bool(FieldExpr expr) {
    RowTest test = test(expr);
    return row -> Value.of(test.test(row));
  }
}
