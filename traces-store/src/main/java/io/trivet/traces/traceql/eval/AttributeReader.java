package io.trivet.traces.traceql.eval;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads an attribute of span, resource or instrumentation scope; unscoped, the span's value hides
/// the resource's.
@SuppressWarnings("EnumOrdinal")
final class AttributeReader {
  private static final ValueType[] TYPES = ValueType.values();

  private final @Nullable AttributeColumn first;
  private final @Nullable AttributeColumn second;
  private final boolean[] visible = new boolean[TYPES.length];

  /// @param types whose values are read; others count as absent
  AttributeReader(SpanTable table, FieldExpr.Attribute attribute, Set<ValueType> types) {
    String name = attribute.name();
    this.first =
        switch (attribute.scope()) {
          case NONE, SPAN -> table.attribute(AttributeScope.SPAN, name);
          case RESOURCE -> table.attribute(AttributeScope.RESOURCE, name);
          case INSTRUMENTATION -> table.attribute(AttributeScope.INSTRUMENTATION, name);
          case EVENT, LINK -> null;
        };
    this.second =
        attribute.scope() == Scope.NONE ? table.attribute(AttributeScope.RESOURCE, name) : null;
    for (ValueType type : types) {
      visible[type.ordinal()] = isReadable(type);
    }
  }

  private static boolean isReadable(ValueType type) {
    return switch (type) {
      case NONE, BYTES, OTHER -> false;
      case STRING, INT, DOUBLE, BOOL, STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY -> true;
    };
  }

  boolean isEmpty() {
    return first == null && second == null;
  }

  /// The column with the value of a row, null if it has none of a type that is read.
  @Nullable AttributeColumn column(int row) {
    if (first != null && visible[first.type(row).ordinal()]) {
      return first;
    }
    return second != null && visible[second.type(row).ordinal()] ? second : null;
  }

  @Nullable AttributeColumn first() {
    return first;
  }

  @Nullable AttributeColumn second() {
    return second;
  }

  /// Whether the row has the attribute at all, readable or not.
  boolean exists(int row) {
    return first != null && first.type(row) != ValueType.NONE
        || second != null && second.type(row) != ValueType.NONE;
  }

  Value value(int row) {
    AttributeColumn column = column(row);
    return column == null ? Value.NIL : value(column, row);
  }

  static Value value(AttributeColumn column, int row) {
    return switch (column.type(row)) {
      case NONE, BYTES, OTHER -> Value.NIL;
      case STRING -> new Value.Text(column.dictionary().get(column.stringId(row)));
      case INT -> new Value.Int(column.integer(row));
      case DOUBLE -> new Value.Real(column.floating(row));
      case BOOL -> Value.of(column.integer(row) != 0);
      case STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY -> array(column.elements(row));
    };
  }

  /// A value of an event's or link's attribute.
  static Value of(Object object) {
    return switch (object) {
      case String text -> new Value.Text(text);
      case Long number -> new Value.Int(number);
      case Double number -> new Value.Real(number);
      case Boolean bool -> Value.of(bool);
      case Collection<?> list -> array(list);
      default -> Value.NIL;
    };
  }

  /// Nil unless all elements are texts, integers, floats or booleans alike.
  private static Value array(Collection<?> elements) {
    List<Value> values = new ArrayList<>(elements.size());
    for (Object element : elements) {
      Value value = element instanceof Collection<?> ? Value.NIL : of(element);
      if (value instanceof Value.Nil
          || !values.isEmpty() && values.getFirst().getClass() != value.getClass()) {
        return Value.NIL;
      }
      values.add(value);
    }
    return values.isEmpty() ? Value.NIL : new Value.Array(values);
  }

  /// The type a column would have for a value.
  static ValueType type(Value value) {
    return switch (value) {
      case Value.Text _ -> ValueType.STRING;
      case Value.Int _ -> ValueType.INT;
      case Value.Real _ -> ValueType.DOUBLE;
      case Value.Bool _ -> ValueType.BOOL;
      case Value.Array array ->
          switch (type(array.elements().getFirst())) {
            case INT -> ValueType.INT_ARRAY;
            case DOUBLE -> ValueType.DOUBLE_ARRAY;
            case BOOL -> ValueType.BOOL_ARRAY;
            default -> ValueType.STRING_ARRAY;
          };
      case Value.Duration _, Value.Status _, Value.Kind _, Value.Nil _ -> ValueType.NONE;
    };
  }
}
