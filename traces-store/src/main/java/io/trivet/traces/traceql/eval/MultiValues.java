package io.trivet.traces.traceql.eval;

import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Attributes and intrinsics of events and links: a span has as many values as it has events or
/// links.
final class MultiValues {
  private MultiValues() {}

  /// Whether a field belongs to the events of a span.
  static boolean isOfEvents(FieldExpr field) {
    return field instanceof FieldExpr.Attribute attribute && attribute.scope() == Scope.EVENT
        || field instanceof FieldExpr.Property property && property.intrinsic().isOfEvent();
  }

  /// Whether a field belongs to the links of a span.
  static boolean isOfLinks(FieldExpr field) {
    return field instanceof FieldExpr.Attribute attribute && attribute.scope() == Scope.LINK
        || field instanceof FieldExpr.Property property && property.intrinsic().isOfLink();
  }

  static boolean isMulti(FieldExpr field) {
    return isOfEvents(field) || isOfLinks(field);
  }

  /// Number of events or links of a row.
  static int count(SpanTable table, FieldExpr field, int row) {
    if (isOfEvents(field)) {
      return table.hasEvents() ? table.events(row).size() : 0;
    }
    return table.hasLinks() ? table.links(row).size() : 0;
  }

  /// The value in each event or link, nil where it is absent or of a type that is not read.
  static List<Value> values(SpanTable table, FieldExpr field, Set<ValueType> types, int row) {
    List<Value> values = new ArrayList<>();
    if (isOfEvents(field)) {
      if (table.hasEvents()) {
        for (SpanEvent event : table.events(row)) {
          values.add(ofEvent(event, field, types, table.startNanos(row)));
        }
      }
    } else if (table.hasLinks()) {
      for (SpanLink link : table.links(row)) {
        values.add(ofLink(link, field, types));
      }
    }
    return values;
  }

  private static Value ofEvent(
      SpanEvent event, FieldExpr field, Set<ValueType> types, long spanStart) {
    if (field instanceof FieldExpr.Attribute attribute) {
      return attribute(event.attributes().get(attribute.name()), types);
    }
    return field instanceof FieldExpr.Property property
            && property.intrinsic() == Intrinsic.EVENT_TIME
        ? new Value.Duration(event.timeNanos() - spanStart)
        : new Value.Text(event.name());
  }

  private static Value ofLink(SpanLink link, FieldExpr field, Set<ValueType> types) {
    if (field instanceof FieldExpr.Attribute attribute) {
      return attribute(link.attributes().get(attribute.name()), types);
    }
    return field instanceof FieldExpr.Property property
            && property.intrinsic() == Intrinsic.LINK_SPAN_ID
        ? new Value.Text(Ids.span(link.spanId()))
        : new Value.Text(Ids.trim(Ids.trace(link.traceIdHigh(), link.traceIdLow())));
  }

  private static Value attribute(@Nullable Object object, Set<ValueType> types) {
    if (object == null) {
      return Value.NIL;
    }
    Value value = AttributeReader.of(object);
    return types.contains(AttributeReader.type(value)) ? value : Value.NIL;
  }

  /// All values of a row as one: nil without any, the value itself if there is one, else an array
  /// (its elements may differ in type).
  static Value flat(List<Value> values) {
    List<Value> flat = new ArrayList<>();
    for (Value value : values) {
      switch (value) {
        case Value.Nil _ -> {}
        case Value.Array array -> flat.addAll(array.elements());
        default -> flat.add(value);
      }
    }
    return flat.isEmpty() ? Value.NIL : flat.size() == 1 ? flat.getFirst() : new Value.Array(flat);
  }

  /// The first value that is not nil.
  static Value first(List<Value> values) {
    for (Value value : values) {
      if (!(value instanceof Value.Nil)) {
        return value;
      }
    }
    return Value.NIL;
  }
}
