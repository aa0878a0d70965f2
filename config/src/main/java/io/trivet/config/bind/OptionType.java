package io.trivet.config.bind;

import io.trivet.config.yaml.YamlNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/// What a value of an option looks like.
sealed interface OptionType {
  /// One word, number or text.
  record Single(ScalarType<?> type) implements OptionType {}

  record ListOf(OptionType item) implements OptionType {}

  /// A mapping with keys that the user chooses.
  record MapOf(OptionType value) implements OptionType {}

  /// A mapping with the keys of an option record.
  record Section(Class<? extends Record> type) implements OptionType {}

  /// The YAML tree as it is.
  record Tree() implements OptionType {}

  /// Whatever is written: text, `List<Object>` or `Map<String, Object>`.
  record Anything() implements OptionType {}

  /// The type that a record component has.
  ///
  /// @throws IllegalArgumentException when options cannot have such a type
  static OptionType of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ListOf(of(arguments[0]));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new MapOf(of(arguments[1]));
      }
    }
    if (type instanceof Class<?> plain) {
      ScalarType<?> scalar = ScalarType.of(plain);
      if (scalar != null) {
        return new Single(scalar);
      }
      if (plain.isRecord()) {
        return new Section(plain.asSubclass(Record.class));
      }
      if (plain == YamlNode.class) {
        return new Tree();
      }
      if (plain == Object.class) {
        return new Anything();
      }
    }
    throw new IllegalArgumentException("no type of an option: " + type);
  }

  /// The shape in words, for messages and the reference.
  default String words() {
    return switch (this) {
      case Single(ScalarType<?> type) -> type.words();
      case ListOf(Single(ScalarType<?> type)) -> "a list of " + type.plural();
      case ListOf(MapOf _), ListOf(Section _) -> "a list of mappings";
      case ListOf _ -> "a list";
      case MapOf(Single(ScalarType<?> type)) -> "a mapping of names to " + type.plural();
      case MapOf _ -> "a mapping of names";
      case Section _ -> "a mapping";
      case Tree _, Anything _ -> "anything";
    };
  }
}
