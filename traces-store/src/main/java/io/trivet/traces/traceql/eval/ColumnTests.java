package io.trivet.traces.traceql.eval;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import org.jspecify.annotations.Nullable;

/// Conditions on columns. What a condition says of a text is decided once per distinct text and
/// remembered.
final class ColumnTests {
  private ColumnTests() {}

  /// Remembers by id of the dictionary: 0 not known yet, 1 no, 2 yes. Threads that find the same
  /// thing out at the same time write the same byte.
  private static final class Decisions {
    private final AttributeColumn column;
    private final Condition condition;
    private final byte[] known;

    Decisions(AttributeColumn column, Condition condition) {
      this.column = column;
      this.condition = condition;
      this.known = new byte[column.dictionary().size()];
    }

    boolean test(int row) {
      int id = column.stringId(row);
      byte decision = known[id];
      if (decision == 0) {
        decision = (byte) (condition.text(column.dictionary().get(id)) ? 2 : 1);
        known[id] = decision;
      }
      return decision == 2;
    }
  }

  /// @param absent what rows without a text yield
  static RowTest text(AttributeColumn column, Condition condition, boolean absent) {
    Decisions decisions = new Decisions(column, condition);
    return row -> column.type(row) == ValueType.STRING ? decisions.test(row) : absent;
  }

  @SuppressWarnings("ReferenceEquality")
  static RowTest attribute(AttributeReader reader, Condition condition) {
    AttributeColumn first = reader.first();
    AttributeColumn second = reader.second();
    Decisions ofFirst = first == null ? null : new Decisions(first, condition);
    Decisions ofSecond = second == null ? null : new Decisions(second, condition);
    return row -> {
      AttributeColumn column = reader.column(row);
      if (column == null) {
        return false;
      }
      Decisions decisions = column == first ? ofFirst : ofSecond;
      return test(column, decisions, condition, row);
    };
  }

  private static boolean test(
      AttributeColumn column, @Nullable Decisions decisions, Condition condition, int row) {
    return switch (column.type(row)) {
      case STRING -> decisions != null && decisions.test(row);
      case INT -> condition.integer(column.integer(row));
      case DOUBLE -> condition.floating(column.floating(row));
      case BOOL, STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY ->
          condition.test(AttributeReader.value(column, row));
      case NONE, BYTES, OTHER -> false;
    };
  }

  static RowTest duration(SpanTable table, Condition condition) {
    return row -> condition.duration(Math.max(0, table.durationNanos(row)));
  }
}
