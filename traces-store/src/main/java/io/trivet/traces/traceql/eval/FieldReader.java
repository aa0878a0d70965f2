package io.trivet.traces.traceql.eval;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpanKind;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.Value;
import java.util.EnumSet;
import java.util.Set;

/// Reads the values of attributes and intrinsics from a table, row by row.
public final class FieldReader {
  private static final Value NO_TEXT = new Value.Text("");

  private final TableView view;
  private final SpanTable table;

  public FieldReader(TableView view) {
    this.view = view;
    this.table = view.table();
  }

  /// The values of a field, of all types; of several events or links the first one with a value
  /// counts.
  public RowReader whole(FieldExpr field) {
    Set<ValueType> types = EnumSet.allOf(ValueType.class);
    if (MultiValues.isMulti(field)) {
      return row -> MultiValues.first(MultiValues.values(table, field, types, row));
    }
    RowValue value = value(field, types);
    return value::value;
  }

  /// The values of a field, of all types; of several events or links an array of all values.
  public RowReader all(FieldExpr field) {
    RowValue value = value(field, EnumSet.allOf(ValueType.class));
    return value::value;
  }

  /// Reads one value; see [#whole] and [#all].
  @FunctionalInterface
  public interface RowReader {
    Value read(int row);
  }

  /// @param types of an attribute that are read
  RowValue value(FieldExpr field, Set<ValueType> types) {
    if (MultiValues.isMulti(field)) {
      return row -> MultiValues.flat(MultiValues.values(table, field, types, row));
    }
    return switch (field) {
      case FieldExpr.Attribute attribute -> {
        AttributeReader reader = new AttributeReader(table, attribute, types);
        if (isServiceName(attribute)) {
          yield row -> reader.value(row) instanceof Value.Text text ? text : NO_TEXT;
        }
        yield reader.isEmpty() ? _ -> Value.NIL : reader::value;
      }
      case FieldExpr.Property property -> property(property.intrinsic());
      case FieldExpr.Literal _, FieldExpr.Binary _, FieldExpr.Negation _, FieldExpr.Not _ ->
          throw new IllegalArgumentException("no attribute or intrinsic: " + field);
    };
  }

  /// A resource always has a service; without a text it has the empty name.
  static boolean isServiceName(FieldExpr.Attribute attribute) {
    return attribute.scope() == Scope.RESOURCE && attribute.name().equals("service.name");
  }

  private RowValue property(Intrinsic intrinsic) {
    return switch (intrinsic) {
      case NAME -> text(table.name());
      case STATUS_MESSAGE -> text(table.statusMessage());
      case SCOPE_NAME -> text(table.scopeName());
      case SCOPE_VERSION -> text(table.scopeVersion());
      case DURATION -> row -> new Value.Duration(Math.max(0, table.durationNanos(row)));
      case STATUS -> row -> new Value.Status(SpanStatus.of(table.status(row)));
      case KIND -> row -> new Value.Kind(SpanKind.of(table.kind(row)));
      case SPAN_ID -> row -> new Value.Text(Ids.span(table.spanId(row)));
      case PARENT_ID ->
          row -> {
            long parent = table.parentSpanId(row);
            return parent == 0 ? Value.NIL : new Value.Text(Ids.span(parent));
          };
      case TRACE_ID ->
          row -> {
            int trace = table.traceOf(row);
            return new Value.Text(Ids.trace(table.traceIdHigh(trace), table.traceIdLow(trace)));
          };
      case TRACE_DURATION -> row -> new Value.Duration(view.traceDuration(table.traceOf(row)));
      case ROOT_NAME ->
          row -> {
            int root = view.root(table.traceOf(row));
            return root < 0 ? NO_TEXT : textOf(table.name(), root);
          };
      case ROOT_SERVICE ->
          row -> {
            int root = view.root(table.traceOf(row));
            String service = root < 0 ? null : view.service(root);
            return service == null ? NO_TEXT : new Value.Text(service);
          };
      case CHILD_COUNT -> row -> new Value.Int(tree(row).childCount(view.indexInTree(row)));
      case NESTED_SET_LEFT -> row -> new Value.Int(tree(row).nestedSetLeft(view.indexInTree(row)));
      case NESTED_SET_RIGHT ->
          row -> new Value.Int(tree(row).nestedSetRight(view.indexInTree(row)));
      case NESTED_SET_PARENT ->
          row ->
              table.parentSpanId(row) == 0
                  ? new Value.Int(-1)
                  : new Value.Int(tree(row).nestedSetParent(view.indexInTree(row)));
      case EVENT_NAME, EVENT_TIME, LINK_SPAN_ID, LINK_TRACE_ID, PARENT -> _ -> Value.NIL;
    };
  }

  private TraceTree tree(int row) {
    return view.tree(table.traceOf(row));
  }

  private static RowValue text(AttributeColumn column) {
    return row -> textOf(column, row);
  }

  private static Value textOf(AttributeColumn column, int row) {
    return column.type(row) == ValueType.STRING
        ? new Value.Text(column.dictionary().get(column.stringId(row)))
        : NO_TEXT;
  }
}
