package io.trivet.scrape;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Inline;
import io.trivet.core.time.DurationText;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes option records of maps as a JSON or YAML reader gives them.
public final class RecordBinder {
  private RecordBinder() {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  public static <R extends Record> R bind(Class<R> type, Map<String, ?> values) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      @Nullable Object[] arguments = new @Nullable Object[components.length];
      Map<String, Object> left = new LinkedHashMap<>(values);
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        if (components[i].isAnnotationPresent(Inline.class)) {
          Map<String, Object> inlined = new LinkedHashMap<>();
          for (RecordComponent inner : types[i].getRecordComponents()) {
            String key = key(inner.getName());
            if (left.containsKey(key)) {
              inlined.put(key, left.remove(key));
            }
          }
          arguments[i] = bind((Class) types[i], inlined);
          continue;
        }
        Object given = left.remove(key(components[i].getName()));
        if (given == null
            && types[i].isRecord()
            && types[i] != ByteSize.class
            && !components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          given = Map.of();
        }
        Default standard = components[i].getAnnotation(Default.class);
        Object value = given == null && standard != null ? standard.value() : given;
        arguments[i] = convert(components[i].getGenericType(), value);
      }
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(type.getSimpleName() + " has no " + left.keySet());
      }
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getSimpleName() + ": " + e.getCause(), e);
    }
  }

  private static String key(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Object convert(Type type, @Nullable Object value) {
    if (type instanceof ParameterizedType generic) {
      Type item = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == List.class) {
        List<?> list = value == null ? List.of() : (List<?>) value;
        return list.stream().map(one -> convert(item, one)).toList();
      }
      Map<String, Object> map = new LinkedHashMap<>();
      if (value != null) {
        ((Map<String, ?>) value).forEach((k, v) -> map.put(k, convert(item, v)));
      }
      return map;
    }
    if (value == null) {
      return type == String.class ? "" : null;
    }
    if (type instanceof Class<?> c && c.isRecord() && value instanceof Map<?, ?> map) {
      return bind((Class) c, (Map<String, ?>) map);
    }
    String text = value.toString();
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    if (type == long.class) {
      return Long.valueOf(text);
    }
    if (type == double.class) {
      return Double.valueOf(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return Boolean.valueOf(text);
    }
    if (type == Duration.class) {
      Long millis = DurationText.parsePrometheus(text);
      if (millis == null) {
        throw new IllegalArgumentException("no duration: " + text);
      }
      return Duration.ofMillis(millis);
    }
    if (type == ByteSize.class) {
      return ByteSize.parse(text);
    }
    return value;
  }
}
