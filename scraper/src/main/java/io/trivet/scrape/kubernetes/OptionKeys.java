package io.trivet.scrape.kubernetes;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes option records as the keys they were read from.
final class OptionKeys {
  private OptionKeys() {}

  /// The keys of a record; those that are empty are left out.
  static Map<String, Object> of(Record options) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        Object value = written(component.getAccessor().invoke(options));
        if (value != null && !value.equals("") && !value.equals(Map.of())) {
          keys.put(
              component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return keys;
  }

  private static @Nullable Object written(@Nullable Object value) {
    if (value instanceof Record options) {
      return of(options);
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : list.stream().map(String::valueOf).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> written = new LinkedHashMap<>();
      map.forEach((key, item) -> {
        Object one = written(item);
        if (one != null) {
          written.put(String.valueOf(key), one);
        }
      });
      return written;
    }
    return value;
  }
}
