package io.trivet.traces.traceql.tags;

import io.trivet.core.query.QueryContext;
import io.trivet.core.text.TextRange;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpanKind;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.FieldReader;
import io.trivet.traces.traceql.eval.TableView;
import io.trivet.traces.traceql.result.TagValues;
import io.trivet.traces.traceql.result.TagValues.TagValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects the distinct values of a tag, up to a limit. Owned by one thread.
final class ValueSet {
  private static final int BYTES_PER_VALUE = 100;

  private final int limit;
  private final QueryContext context;
  private final Set<TagValue> values =
      new TreeSet<>(Comparator.comparing(TagValue::type).thenComparing(TagValue::value));
  private boolean truncated;
  private long heldBytes;

  /// @param limit 0 for none
  ValueSet(int limit, QueryContext context) {
    this.limit = limit;
    this.context = context;
  }

  boolean isFull() {
    return limit > 0 && values.size() >= limit && truncated;
  }

  TagValues result() {
    return new TagValues(new ArrayList<>(values), truncated);
  }

  void release() {
    context.holdMemory(-heldBytes);
    heldBytes = 0;
  }

  /// Adds the values of a tag whose list does not depend on spans, or has none; false for others.
  boolean addFixed(FieldExpr field) {
    if (!(field instanceof FieldExpr.Property(Intrinsic intrinsic, _))) {
      return false;
    }
    return switch (intrinsic) {
      case STATUS -> {
        for (SpanStatus status : SpanStatus.values()) {
          add(new TagValue("keyword", status.text()));
        }
        yield true;
      }
      case KIND -> {
        for (SpanKind kind : SpanKind.values()) {
          add(new TagValue("keyword", kind.text()));
        }
        yield true;
      }
      case NAME, STATUS_MESSAGE, ROOT_NAME, ROOT_SERVICE, EVENT_NAME, SCOPE_NAME, SCOPE_VERSION ->
          false;
      default -> true;
    };
  }

  private void add(TagValue value) {
    if (values.contains(value)) {
      return;
    }
    if (limit > 0 && values.size() >= limit) {
      truncated = true;
      return;
    }
    long bytes = BYTES_PER_VALUE + 2L * value.value().length();
    heldBytes += bytes;
    context.holdMemory(bytes);
    values.add(value);
  }

  private void add(Value value) {
    switch (value) {
      case Value.Text text -> add(new TagValue("string", text.value()));
      case Value.Int _ -> add(new TagValue("int", value.text()));
      case Value.Real _ -> add(new TagValue("float", value.text()));
      case Value.Bool _ -> add(new TagValue("bool", value.text()));
      case Value.Duration _ -> add(new TagValue("duration", value.text()));
      case Value.Status _, Value.Kind _ -> add(new TagValue("keyword", value.text()));
      case Value.Array array -> array.elements().forEach(this::add);
      case Value.Nil _ -> {}
    }
  }

  /// Adds the values of some rows of a table.
  void add(TableView view, FieldExpr field, long[] rows) {
    switch (field) {
      case FieldExpr.Attribute attribute when attribute.scope() == Scope.NONE -> {
        for (Scope scope : List.of(Scope.SPAN, Scope.RESOURCE, Scope.INSTRUMENTATION)) {
          add(view, new FieldExpr.Attribute(scope, false, attribute.name(), TextRange.NONE), rows);
        }
      }
      default -> {
        AttributeColumn column = column(view, field);
        if (column != null) {
          column(column, rows, view, field);
        } else {
          FieldReader reader = new FieldReader(view);
          FieldReader.RowReader all = reader.all(field);
          Rows.forEach(rows, context, row -> add(all.read(row)));
        }
      }
    }
  }

  private static @Nullable AttributeColumn column(TableView view, FieldExpr field) {
    return switch (field) {
      case FieldExpr.Attribute attribute -> view.column(attribute);
      case FieldExpr.Property(Intrinsic intrinsic, _) ->
          switch (intrinsic) {
            case NAME -> view.table().name();
            case STATUS_MESSAGE -> view.table().statusMessage();
            case SCOPE_NAME -> view.table().scopeName();
            case SCOPE_VERSION -> view.table().scopeVersion();
            default -> null;
          };
      default -> null;
    };
  }

  /// Texts are added once per distinct text.
  private void column(AttributeColumn column, long[] rows, TableView view, FieldExpr field) {
    boolean[] seen = new boolean[column.dictionary().size()];
    FieldReader.RowReader reader = new FieldReader(view).all(field);
    Rows.forEach(
        rows,
        context,
        row -> {
          if (column.type(row) == ValueType.STRING) {
            int id = column.stringId(row);
            if (!seen[id]) {
              seen[id] = true;
              add(new TagValue("string", column.dictionary().get(id)));
            }
          } else {
            add(reader.read(row));
          }
        });
  }
}
