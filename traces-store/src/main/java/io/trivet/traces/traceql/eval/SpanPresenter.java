package io.trivet.traces.traceql.eval;

import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.NamedValue;
import io.trivet.traces.traceql.result.SpanMatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows the spans of one table as results: id, times, and what the query mentions. An attribute
/// that stands only in comparisons with constants is shown where its value satisfies one of them,
/// of an array the elements that do.
public final class SpanPresenter {
  private final SpanTable table;
  private final FieldReader reader;
  private final List<Shown> fields = new ArrayList<>();
  private @Nullable Shown name;

  private record Shown(FieldExpr field, String key, FieldUses.Use use, RowValue value) {}

  public SpanPresenter(TableView view, FieldUses uses) {
    this.table = view.table();
    this.reader = new FieldReader(view);
    for (Map.Entry<FieldExpr, FieldUses.Use> entry : uses.uses().entrySet()) {
      FieldExpr field = entry.getKey();
      FieldUses.Use use = entry.getValue();
      Shown shown = new Shown(field, key(field), use, reader.value(field, types(use)));
      if (isName(field)) {
        name = shown;
      } else if (field instanceof FieldExpr.Attribute attribute && isOfBoth(attribute, use)) {
        fields.add(scoped(attribute, Scope.SPAN, use));
        fields.add(scoped(attribute, Scope.RESOURCE, use));
      } else if (isShown(field)) {
        fields.add(shown);
      }
    }
  }

  /// An unscoped attribute shows both the span's and the resource's value.
  private static boolean isOfBoth(FieldExpr.Attribute attribute, FieldUses.Use use) {
    return attribute.scope() == Scope.NONE && !use.isNilWanted();
  }

  private Shown scoped(FieldExpr.Attribute attribute, Scope scope, FieldUses.Use use) {
    FieldExpr field =
        new FieldExpr.Attribute(scope, attribute.parent(), attribute.name(), attribute.at());
    return new Shown(field, attribute.name(), use, reader.value(field, types(use)));
  }

  private static Set<ValueType> types(FieldUses.Use use) {
    return use.isWhole() ? EnumSet.allOf(ValueType.class) : use.types();
  }

  private static boolean isName(FieldExpr field) {
    return field instanceof FieldExpr.Property property && property.intrinsic() == Intrinsic.NAME;
  }

  private static boolean isShown(FieldExpr field) {
    return !(field instanceof FieldExpr.Property property)
        || switch (property.intrinsic()) {
          case NAME, DURATION, TRACE_DURATION, ROOT_NAME, ROOT_SERVICE, TRACE_ID, SPAN_ID, PARENT ->
              false;
          default -> true;
        };
  }

  /// Attributes without their scope, intrinsics by their text.
  public static String key(FieldExpr field) {
    return field instanceof FieldExpr.Attribute attribute
        ? attribute.name()
        : field instanceof FieldExpr.Property property ? property.intrinsic().text() : "";
  }

  public SpanMatch show(int row) {
    List<NamedValue> attributes = new ArrayList<>();
    for (Shown shown : fields) {
      Value value = value(shown, row);
      if (!(value instanceof Value.Nil)) {
        attributes.add(new NamedValue(shown.key, value));
      }
    }
    String spanName =
        name != null && value(name, row) instanceof Value.Text(String text) ? text : null;
    return new SpanMatch(
        table.spanId(row),
        spanName,
        table.startNanos(row),
        Math.max(0, table.durationNanos(row)),
        attributes);
  }

  private Value value(Shown shown, int row) {
    FieldUses.Use use = shown.use;
    List<Value> values =
        MultiValues.isMulti(shown.field)
            ? MultiValues.values(table, shown.field, types(use), row)
            : List.of(shown.value.value(row));
    Value found = Value.NIL;
    for (Value value : values) {
      Value part = use.isWhole() ? value : satisfying(value, use.conditions());
      if (!(part instanceof Value.Nil)) {
        found = part;
      }
    }
    if (found instanceof Value.Nil) {
      return use.isNilWanted() ? new Value.Text("nil") : absent(shown, use);
    }
    return found;
  }

  private static Value absent(Shown shown, FieldUses.Use use) {
    if (!use.isWhole() || !(shown.field instanceof FieldExpr.Property property)) {
      return Value.NIL;
    }
    return switch (property.intrinsic()) {
      case EVENT_NAME -> new Value.Text("");
      case EVENT_TIME -> new Value.Duration(0);
      case LINK_SPAN_ID -> new Value.Text(Ids.span(0));
      default -> Value.NIL;
    };
  }

  private static Value satisfying(Value value, List<Condition> conditions) {
    if (!(value instanceof Value.Array(List<Value> elements))) {
      return conditions.stream().anyMatch(condition -> condition.test(value)) ? value : Value.NIL;
    }
    List<Value> kept =
        elements.stream()
            .filter(element -> conditions.stream().anyMatch(c -> c.test(element)))
            .toList();
    return kept.isEmpty() ? Value.NIL : kept.size() == 1 ? kept.getFirst() : new Value.Array(kept);
  }
}
