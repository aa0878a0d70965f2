package io.trivet.traces.traceql.metrics;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.FieldReader;
import io.trivet.traces.traceql.eval.TableView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Groups the rows of one table by the values of some fields. Texts of a column are told apart by
/// their dictionary id, everything else by value. Owned by one thread.
final class GroupKeys {
  private final List<Coder> coders = new ArrayList<>();
  private final List<LongInterner> chains = new ArrayList<>();
  private final List<List<Value>> groups = new ArrayList<>();

  GroupKeys(TableView view, List<FieldExpr> by) {
    FieldReader reader = new FieldReader(view);
    for (FieldExpr field : by) {
      coders.add(new Coder(textColumn(view, field), reader.whole(field), field));
      chains.add(new LongInterner());
    }
    if (by.isEmpty()) {
      groups.add(List.of());
    }
  }

  private static @Nullable AttributeColumn textColumn(TableView view, FieldExpr field) {
    return switch (field) {
      case FieldExpr.Attribute attribute -> view.column(attribute);
      case FieldExpr.Property property ->
          property.intrinsic() == Intrinsic.NAME ? view.table().name() : null;
      default -> null;
    };
  }

  /// The values of one field as small numbers.
  private static final class Coder {
    private final @Nullable AttributeColumn column;
    private final FieldReader.RowReader reader;
    private final Value absent;
    private final int texts;
    private final Map<Value, Integer> others = new HashMap<>();

    Coder(@Nullable AttributeColumn column, FieldReader.RowReader reader, FieldExpr field) {
      this.column = column;
      this.reader = reader;
      this.absent = Defaults.of(field);
      this.texts = column == null ? 0 : column.dictionary().size();
    }

    int code(int row) {
      if (column != null && column.type(row) == ValueType.STRING) {
        return column.stringId(row);
      }
      Value value = value(row);
      Integer known = others.get(value);
      if (known == null) {
        known = texts + others.size();
        others.put(value, known);
      }
      return known;
    }

    Value value(int row) {
      Value value = reader.read(row);
      return switch (value) {
        case Value.Nil _ -> absent;
        case Value.Array array ->
            array.elements().size() == 1 ? array.elements().getFirst() : Value.NIL;
        default -> value;
      };
    }
  }

  /// The group of a row, `0 .. size() - 1`.
  int group(int row) {
    int group = 0;
    for (int i = 0; i < coders.size(); i++) {
      group = chains.get(i).intern((long) group << 32 | coders.get(i).code(row));
    }
    if (group == groups.size()) {
      Value[] values = new Value[coders.size()];
      Arrays.setAll(values, i -> coders.get(i).value(row));
      groups.add(List.of(values));
    }
    return group;
  }

  int size() {
    return groups.size();
  }

  /// The values of a group, in the order of the fields.
  List<Value> values(int group) {
    return groups.get(group);
  }
}
