package io.trivet.config.bind;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An option record seen as the keys it declares. Immutable; one per class.
final class OptionRecord {
  private static final ClassValue<OptionRecord> ALL =
      new ClassValue<>() {
        @Override
        protected OptionRecord computeValue(Class<?> type) {
          return new OptionRecord(type.asSubclass(Record.class));
        }
      };

  private final Constructor<? extends Record> constructor;
  private final List<Option> options;
  private final Map<String, Option> byKey;

  /// One key.
  ///
  /// @param inline whether the keys of the section stand directly beside the others
  /// @param fallback the default as YAML, null when there is none
  record Option(
      String key,
      OptionType type,
      boolean inline,
      boolean nullable,
      @Nullable String fallback,
      String description,
      boolean reloadable,
      Method accessor) {

    /// The value of this option in a record.
    @Nullable Object valueIn(Record record) {
      try {
        return accessor.invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessor, e);
      }
    }
  }

  private OptionRecord(Class<? extends Record> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] parameters = new Class<?>[components.length];
    List<Option> found = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      parameters[i] = components[i].getType();
      found.add(option(components[i]));
    }
    options = List.copyOf(found);
    byKey = new LinkedHashMap<>();
    for (Option option : options) {
      if (option.inline() && option.type() instanceof OptionType.Section(var inlined)) {
        byKey.putAll(of(inlined).byKey);
      } else {
        byKey.put(option.key(), option);
      }
    }
    try {
      constructor = type.getDeclaredConstructor(parameters);
      constructor.trySetAccessible();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without its constructor: " + type, e);
    }
  }

  static OptionRecord of(Class<? extends Record> type) {
    return ALL.get(type);
  }

  private static Option option(RecordComponent component) {
    Default fallback = component.getAnnotation(Default.class);
    Describe describe = component.getAnnotation(Describe.class);
    component.getAccessor().trySetAccessible();
    return new Option(
        keyOf(component.getName()),
        OptionType.of(component.getGenericType()),
        component.isAnnotationPresent(Inline.class),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class),
        fallback == null ? null : fallback.value(),
        describe == null ? "" : describe.value(),
        describe != null && describe.reloadable(),
        component.getAccessor());
  }

  /// `maxSamples` is `max_samples`; a `_` at the end, which tells a name from a word of Java, does
  /// not count.
  static String keyOf(String component) {
    StringBuilder key = new StringBuilder();
    int end = component.endsWith("_") ? component.length() - 1 : component.length();
    for (int i = 0; i < end; i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(c);
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }

  List<Option> options() {
    return options;
  }

  /// The option of a key, keys of inlined records included.
  @Nullable Option get(String key) {
    return byKey.get(key);
  }

  /// All keys that may be written in the section.
  Map<String, Option> byKey() {
    return byKey;
  }

  Constructor<? extends Record> constructor() {
    return constructor;
  }
}
