package io.trivet.traces.traceql;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A column over plain objects.
final class MemoryColumn implements AttributeColumn {
  private final @Nullable Object[] values;
  private final List<String> dictionary = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  MemoryColumn(int rows) {
    values = new Object[rows];
  }

  void set(int row, Object value) {
    values[row] = value;
    if (value instanceof String text && ids.putIfAbsent(text, dictionary.size()) == null) {
      dictionary.add(text);
    }
  }

  @Override
  public ValueType type(int row) {
    return switch (values[row]) {
      case null -> ValueType.NONE;
      case String _ -> ValueType.STRING;
      case Long _ -> ValueType.INT;
      case Double _ -> ValueType.DOUBLE;
      case Boolean _ -> ValueType.BOOL;
      case byte[] _ -> ValueType.BYTES;
      case List<?> list -> arrayType(list);
      default -> ValueType.OTHER;
    };
  }

  private static ValueType arrayType(List<?> list) {
    if (list.isEmpty() || list.stream().anyMatch(e -> e.getClass() != list.getFirst().getClass())) {
      return ValueType.OTHER;
    }
    return switch (list.getFirst()) {
      case String _ -> ValueType.STRING_ARRAY;
      case Long _ -> ValueType.INT_ARRAY;
      case Double _ -> ValueType.DOUBLE_ARRAY;
      case Boolean _ -> ValueType.BOOL_ARRAY;
      default -> ValueType.OTHER;
    };
  }

  @Override
  public int stringId(int row) {
    return values[row] instanceof String text ? ids.getOrDefault(text, -1) : -1;
  }

  @Override
  public List<String> dictionary() {
    return dictionary;
  }

  @Override
  public long integer(int row) {
    return switch (values[row]) {
      case Long number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case null, default -> throw new IllegalStateException("no integer");
    };
  }

  @Override
  public double floating(int row) {
    return values[row] instanceof Double number ? number : Double.NaN;
  }

  @Override
  public List<Object> elements(int row) {
    return values[row] instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }
}
