package io.trivet.traces.traceql;

import io.trivet.core.text.TextRange;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Trees without the places in the text, for comparing.
final class Shapes {
  private Shapes() {}

  /// Nested lists of everything in a tree of records except text ranges.
  static Object of(Object tree) {
    if (tree instanceof List<?> list) {
      return list.stream().map(item -> of(item)).toList();
    }
    if (!(tree instanceof Record)) {
      return tree;
    }
    List<Object> shape = new ArrayList<>();
    shape.add(tree.getClass().getSimpleName());
    for (RecordComponent component : tree.getClass().getRecordComponents()) {
      if (component.getType() == TextRange.class) {
        continue;
      }
      try {
        Object value = component.getAccessor().invoke(tree);
        shape.add(value == null ? "null" : of(value));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return shape;
  }
}
