package io.trivet.traces.store;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table without some of its traces: those which are spread over several tables and are handed
/// out merged.
final class FilteredTable implements SpanTable {
  private final SpanTable table;

  /// Row of the table of each row that is left.
  private final int[] rows;

  /// Row that is left of each row of the table, -1 if it is none.
  private final int[] newRow;

  private final int[] traces;
  private final int[] newTrace;

  FilteredTable(SpanTable table, Set<Integer> without) {
    this.table = table;
    this.newTrace = new int[table.traces()];
    int[] keptTraces = new int[table.traces()];
    int traceCount = 0;
    for (int trace = 0; trace < table.traces(); trace++) {
      newTrace[trace] = without.contains(trace) ? -1 : traceCount;
      if (newTrace[trace] >= 0) {
        keptTraces[traceCount++] = trace;
      }
    }
    this.traces = Arrays.copyOf(keptTraces, traceCount);
    this.newRow = new int[table.size()];
    int[] keptRows = new int[table.size()];
    int rowCount = 0;
    for (int row = 0; row < table.size(); row++) {
      newRow[row] = newTrace[table.traceOf(row)] < 0 ? -1 : rowCount;
      if (newRow[row] >= 0) {
        keptRows[rowCount++] = row;
      }
    }
    this.rows = Arrays.copyOf(keptRows, rowCount);
  }

  /// A column seen through the rows that are left.
  private record FilteredColumn(AttributeColumn column, int[] rows) implements AttributeColumn {
    @Override
    public ValueType type(int row) {
      return column.type(rows[row]);
    }

    @Override
    public int stringId(int row) {
      return column.stringId(rows[row]);
    }

    @Override
    public List<String> dictionary() {
      return column.dictionary();
    }

    @Override
    public long integer(int row) {
      return column.integer(rows[row]);
    }

    @Override
    public double floating(int row) {
      return column.floating(rows[row]);
    }

    @Override
    public List<Object> elements(int row) {
      return column.elements(rows[row]);
    }
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int traces() {
    return traces.length;
  }

  @Override
  public int traceOf(int row) {
    return newTrace[table.traceOf(rows[row])];
  }

  @Override
  public int[] rowsOf(int trace) {
    int[] old = table.rowsOf(traces[trace]);
    for (int i = 0; i < old.length; i++) {
      old[i] = newRow[old[i]];
    }
    return old;
  }

  @Override
  public long traceIdHigh(int trace) {
    return table.traceIdHigh(traces[trace]);
  }

  @Override
  public long traceIdLow(int trace) {
    return table.traceIdLow(traces[trace]);
  }

  @Override
  public long traceStartNanos(int trace) {
    return table.traceStartNanos(traces[trace]);
  }

  @Override
  public long traceEndNanos(int trace) {
    return table.traceEndNanos(traces[trace]);
  }

  @Override
  public long spanId(int row) {
    return table.spanId(rows[row]);
  }

  @Override
  public long parentSpanId(int row) {
    return table.parentSpanId(rows[row]);
  }

  @Override
  public long startNanos(int row) {
    return table.startNanos(rows[row]);
  }

  @Override
  public long durationNanos(int row) {
    return table.durationNanos(rows[row]);
  }

  @Override
  public int kind(int row) {
    return table.kind(rows[row]);
  }

  @Override
  public int status(int row) {
    return table.status(rows[row]);
  }

  @Override
  public AttributeColumn name() {
    return new FilteredColumn(table.name(), rows);
  }

  @Override
  public AttributeColumn statusMessage() {
    return new FilteredColumn(table.statusMessage(), rows);
  }

  @Override
  public AttributeColumn scopeName() {
    return new FilteredColumn(table.scopeName(), rows);
  }

  @Override
  public AttributeColumn scopeVersion() {
    return new FilteredColumn(table.scopeVersion(), rows);
  }

  @Override
  public @Nullable AttributeColumn attribute(AttributeScope scope, String attribute) {
    AttributeColumn column = table.attribute(scope, attribute);
    return column == null ? null : new FilteredColumn(column, rows);
  }

  @Override
  public Set<String> attributeNames(AttributeScope scope) {
    return table.attributeNames(scope);
  }

  @Override
  public List<SpanEvent> events(int row) {
    return table.events(rows[row]);
  }

  @Override
  public List<SpanLink> links(int row) {
    return table.links(rows[row]);
  }

  @Override
  public boolean hasEvents() {
    return table.hasEvents();
  }

  @Override
  public boolean hasLinks() {
    return table.hasLinks();
  }
}
