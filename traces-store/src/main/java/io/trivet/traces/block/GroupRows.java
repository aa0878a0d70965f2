package io.trivet.traces.block;

import io.trivet.traces.column.StoredSpans;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The spans of a row group before they are written, as rows of their tables, and the traces they
/// belong to. Owned by one thread; reusable after [#clear].
final class GroupRows {
  /// Up to this many spans of a trace are compared one by one: most traces are small, and a set
  /// costs an object for each span.
  private static final int FEW = 32;

  private record SpanKey(long spanId, long start, int kind) {}

  private StoredSpans[] tables = new StoredSpans[1024];
  private int[] rows = new int[1024];
  private int size;
  private int[] counts = new int[256];
  private int traces;
  private int firstOfTrace;
  private @Nullable Set<SpanKey> seen;

  int size() {
    return size;
  }

  int traces() {
    return traces;
  }

  /// Number of spans of a trace.
  int count(int trace) {
    return counts[trace];
  }

  StoredSpans table(int index) {
    return tables[index];
  }

  /// Row in its table.
  int row(int index) {
    return rows[index];
  }

  void clear() {
    Arrays.fill(tables, 0, size, null);
    size = 0;
    traces = 0;
    firstOfTrace = 0;
  }

  /// Adds a span to the trace that [#endTrace] will end; nothing if it has one of the same id,
  /// start and kind.
  void add(StoredSpans table, int row) {
    if (isKnown(table, row)) {
      return;
    }
    if (size == rows.length) {
      tables = Arrays.copyOf(tables, 2 * size);
      rows = Arrays.copyOf(rows, 2 * size);
    }
    tables[size] = table;
    rows[size++] = row;
  }

  private boolean isKnown(StoredSpans table, int row) {
    if (size - firstOfTrace >= FEW) {
      Set<SpanKey> keys = seen;
      if (keys == null) {
        keys = new HashSet<>();
        for (int i = firstOfTrace; i < size; i++) {
          keys.add(key(tables[i], rows[i]));
        }
        seen = keys;
      }
      return !keys.add(key(table, row));
    }
    long spanId = table.spanId(row);
    for (int i = firstOfTrace; i < size; i++) {
      if (tables[i].spanId(rows[i]) == spanId
          && tables[i].startNanos(rows[i]) == table.startNanos(row)
          && tables[i].kind(rows[i]) == table.kind(row)) {
        return true;
      }
    }
    return false;
  }

  private static SpanKey key(StoredSpans table, int row) {
    return new SpanKey(table.spanId(row), table.startNanos(row), table.kind(row));
  }

  /// Puts the spans of the trace in the order of their starts.
  void endTrace() {
    int count = size - firstOfTrace;
    if (count <= FEW) {
      sortFew();
    } else {
      sortMany(count);
    }
    if (traces == counts.length) {
      counts = Arrays.copyOf(counts, 2 * traces);
    }
    counts[traces++] = count;
    firstOfTrace = size;
    seen = null;
  }

  private void sortFew() {
    for (int i = firstOfTrace + 1; i < size; i++) {
      StoredSpans table = tables[i];
      int row = rows[i];
      long start = table.startNanos(row);
      int at = i;
      for (; at > firstOfTrace && tables[at - 1].startNanos(rows[at - 1]) > start; at--) {
        tables[at] = tables[at - 1];
        rows[at] = rows[at - 1];
      }
      tables[at] = table;
      rows[at] = row;
    }
  }

  private void sortMany(int count) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> firstOfTrace + i);
    Arrays.sort(order, Comparator.comparingLong(i -> tables[i].startNanos(rows[i])));
    StoredSpans[] sortedTables = new StoredSpans[count];
    int[] sortedRows = new int[count];
    for (int i = 0; i < count; i++) {
      sortedTables[i] = tables[order[i]];
      sortedRows[i] = rows[order[i]];
    }
    System.arraycopy(sortedTables, 0, tables, firstOfTrace, count);
    System.arraycopy(sortedRows, 0, rows, firstOfTrace, count);
  }
}
