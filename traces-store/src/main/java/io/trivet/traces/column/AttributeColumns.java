package io.trivet.traces.column;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The attributes of some spans as columns in the making. Owned by one thread.
public final class AttributeColumns {
  private final int rows;
  private final SortedMap<String, ColumnValues.Builder> columns = new TreeMap<>();

  public AttributeColumns(int rows) {
    this.rows = rows;
  }

  /// The column of a name, a new one without values if there is none.
  public ColumnValues.Builder column(String name) {
    return columns.computeIfAbsent(name, n -> new ColumnValues.Builder(rows));
  }

  /// All columns by name.
  public Map<String, ColumnValues.Builder> columns() {
    return columns;
  }
}
