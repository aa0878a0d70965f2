package io.trivet.traces.column;

import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanTable;
import org.jspecify.annotations.Nullable;

/// A table whose spans can be given back as they came.
public interface StoredSpans extends SpanTable {
  @Override
  ColumnValues name();

  @Override
  ColumnValues statusMessage();

  @Override
  @Nullable ColumnValues attribute(AttributeScope scope, String name);

  /// Position of the row's resource, `0 .. resources() - 1`.
  int resourceOf(int row);

  int resources();

  /// A resource: varint length and bytes of the `Resource` message, then the schema URL.
  byte[] resource(int resource);

  /// Position of the row's instrumentation scope, `0 .. scopes() - 1`.
  int scopeOf(int row);

  int scopes();

  /// A scope: varint length and bytes of the `InstrumentationScope` message, then the schema URL.
  byte[] scope(int scope);

  long endNanos(int row);

  /// Name of a span, without making the column of names.
  String nameText(int row);

  /// Status message of a span, "" if it has none.
  String statusMessageText(int row);

  /// Appends the attributes of the span as `KeyValue` fields.
  void attributes(int row, BytesWriter out);

  /// Copies the attributes of spans into columns: those of `rows[i]` into row `targets[i]`.
  default void copyAttributes(int[] rows, int[] targets, AttributeColumns into) {
    for (String name : attributeNames(AttributeScope.SPAN)) {
      ColumnValues values = attribute(AttributeScope.SPAN, name);
      ColumnValues.Copier copier = null;
      for (int i = 0; values != null && i < rows.length; i++) {
        if (values.has(rows[i])) {
          copier = copier == null ? into.column(name).copier(values) : copier;
          copier.copy(targets[i], rows[i]);
        }
      }
    }
  }

  /// Appends the protobuf fields of the span that have no column: events, links, trace state,
  /// flags, dropped counts, unknown ones.
  void rest(int row, BytesWriter out);

  /// Number of bytes [#rest] appends.
  int restLength(int row);
}
