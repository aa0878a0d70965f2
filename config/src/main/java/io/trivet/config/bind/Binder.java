package io.trivet.config.bind;

import io.trivet.config.problem.Nearest;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes option records of YAML trees. Every key that cannot be used becomes a problem, and binding
/// goes on with its default, so that one run finds all of them.
public final class Binder {
  private static final int MAX_VALUE_IN_MESSAGE = 60;

  private final Problems problems;

  public Binder(Problems problems) {
    this.problems = problems;
  }

  /// The record that a document describes; null when there were problems.
  ///
  /// @param root null for an empty document
  /// @param source where an absent document would be
  public <T extends Record> @Nullable T bind(
      Class<T> type, @Nullable YamlNode root, String source) {
    YamlNode node =
        root == null || root.isNull()
            ? new YamlNode.Mapping(Map.of(), new Position(source, 1, 1))
            : root;
    int before = problems.errorCount();
    Object bound = section(type, node, "");
    return problems.errorCount() == before ? type.cast(bound) : null;
  }

  /// The record with nothing but defaults.
  ///
  /// @throws IllegalStateException when a key has none
  public static <T extends Record> T defaults(Class<T> type) {
    Problems problems = new Problems();
    T options = new Binder(problems).bind(type, null, "defaults");
    if (options == null) {
      throw new IllegalStateException("no defaults of " + type + ": " + problems.all());
    }
    return options;
  }

  /// The value of a node; null after a problem.
  private @Nullable Object value(OptionType type, YamlNode node, String path) {
    return switch (type) {
      case OptionType.Single(ScalarType<?> scalar) -> single(scalar, node, path);
      case OptionType.ListOf(OptionType item) -> list(type, item, node, path);
      case OptionType.MapOf(OptionType value) -> map(type, value, node, path);
      case OptionType.Section(Class<? extends Record> section) -> section(section, node, path);
      case OptionType.Tree() -> node;
      case OptionType.Anything() -> anything(node);
    };
  }

  private @Nullable Object single(ScalarType<?> type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      wrongShape(type.words(), node, path, null);
      return null;
    }
    Object value = type.valueOf(scalar);
    if (value == null) {
      problems.error(
          node.at(),
          node.text(),
          path
              + " must be "
              + type.words()
              + ", not "
              + (scalar.plain() ? "" : "the text ")
              + "\""
              + cut(scalar.text())
              + "\"",
          type.suggestion(scalar));
    }
    return value;
  }

  private @Nullable Object list(OptionType type, OptionType item, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      String hint =
          node instanceof YamlNode.Scalar scalar && scalar.text().length() < MAX_VALUE_IN_MESSAGE
              ? "write [" + scalar.text() + "]"
              : "begin each item with \"- \"";
      wrongShape(type.words(), node, path, hint);
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Object value = value(item, sequence.items().get(i), path + "[" + i + "]");
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private @Nullable Object map(OptionType type, OptionType item, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      wrongShape(type.words(), node, path, "write \"name: value\"");
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, entry) -> {
          Object value = value(item, entry.value(), path + "." + key);
          if (value != null) {
            values.put(key, value);
          }
        });
    return values;
  }

  private static Object anything(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar.text();
      case YamlNode.Sequence sequence -> sequence.items().stream().map(Binder::anything).toList();
      case YamlNode.Mapping mapping -> {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> values.put(key, anything(entry.value())));
        yield values;
      }
    };
  }

  private @Nullable Record section(Class<? extends Record> type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      wrongShape(
          "a mapping",
          node,
          path.isEmpty() ? "the document" : path,
          "write \"key: value\" lines below it");
      return null;
    }
    OptionRecord record = OptionRecord.of(type);
    unknownKeys(record, mapping, path);
    return construct(record, mapping, path);
  }

  private void unknownKeys(OptionRecord record, YamlNode.Mapping mapping, String path) {
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (record.get(key) == null) {
            problems.error(
                entry.at(),
                key,
                "unknown key \"" + cut(key) + "\"" + (path.isEmpty() ? "" : " in " + path),
                suggestKey(record, key));
          }
        });
  }

  private static @Nullable String suggestKey(OptionRecord record, String key) {
    String near = Nearest.suggestion(key, record.byKey().keySet());
    if (near != null) {
      return near;
    }
    String elsewhere =
        OptionPaths.below(record).stream()
            .filter(path -> path.endsWith("." + key))
            .findFirst()
            .orElse(null);
    if (elsewhere != null) {
      return "did you mean \"" + elsewhere + "\"?";
    }
    return record.byKey().size() > 12
        ? null
        : "possible are " + String.join(", ", record.byKey().keySet());
  }

  private @Nullable Record construct(OptionRecord record, YamlNode.Mapping mapping, String path) {
    int before = problems.errorCount();
    List<OptionRecord.Option> options = record.options();
    @Nullable Object[] values = new @Nullable Object[options.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(options.get(i), mapping, path);
    }
    if (problems.errorCount() > before) {
      return null;
    }
    try {
      return record.constructor().newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      impossible(record, mapping, path, cause == null ? e : cause);
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + record.constructor(), e);
    }
  }

  private @Nullable Object component(
      OptionRecord.Option option, YamlNode.Mapping mapping, String path) {
    if (option.inline() && option.type() instanceof OptionType.Section(var inlined)) {
      return construct(OptionRecord.of(inlined), mapping, path);
    }
    String below = path.isEmpty() ? option.key() : path + "." + option.key();
    YamlNode given = mapping.get(option.key());
    if (given == null || given.isNull()) {
      return absent(option, mapping, below);
    }
    if (option.fallback() != null
        && given instanceof YamlNode.Mapping over
        && fallback(option, below) instanceof YamlNode.Mapping base) {
      return value(option.type(), base.overlaidWith(over), below);
    }
    return value(option.type(), given, below);
  }

  private @Nullable Object absent(
      OptionRecord.Option option, YamlNode.Mapping mapping, String path) {
    YamlNode fallback = fallback(option, path);
    if (fallback != null) {
      return value(option.type(), fallback, path);
    }
    if (option.nullable()) {
      return null;
    }
    return switch (option.type()) {
      case OptionType.ListOf _ -> List.of();
      case OptionType.MapOf _ -> Map.of();
      case OptionType.Section(var type) ->
          construct(OptionRecord.of(type), new YamlNode.Mapping(Map.of(), mapping.at()), path);
      case OptionType.Single _, OptionType.Tree _, OptionType.Anything _ -> {
        problems.error(
            mapping.at(),
            mapping.text(),
            path + " is missing",
            "add \"" + option.key() + ": ...\"");
        yield null;
      }
    };
  }

  private static @Nullable YamlNode fallback(OptionRecord.Option option, String path) {
    String text = option.fallback();
    if (text == null) {
      return null;
    }
    String source = "default of " + path;
    if (option.type() instanceof OptionType.Single) {
      return new YamlNode.Scalar(text, true, Position.of(source));
    }
    Problems faults = new Problems();
    YamlNode node = YamlReader.read(source, text, faults);
    if (faults.errorCount() > 0) {
      throw new IllegalStateException(source + ": " + faults.all());
    }
    return node;
  }

  /// A record refused its values. The message names keys in backticks where one is to blame.
  private void impossible(
      OptionRecord record, YamlNode.Mapping mapping, String path, Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    YamlNode blamed = mapping;
    String key = firstKey(record, mapping, message);
    if (key != null) {
      YamlNode value = mapping.get(key);
      blamed = value == null ? mapping : value;
    }
    problems.error(
        blamed.at(),
        blamed.text(),
        (path.isEmpty() ? "" : path + ": ") + message.replace("`", "\""),
        null);
  }

  private static @Nullable String firstKey(
      OptionRecord record, YamlNode.Mapping mapping, String message) {
    int from = message.indexOf('`');
    while (from >= 0) {
      int to = message.indexOf('`', from + 1);
      if (to < 0) {
        return null;
      }
      String key = message.substring(from + 1, to);
      if (record.get(key) != null && mapping.get(key) != null) {
        return key;
      }
      from = message.indexOf('`', to + 1);
    }
    return null;
  }

  private void wrongShape(String wanted, YamlNode node, String path, @Nullable String hint) {
    String found =
        switch (node) {
          case YamlNode.Scalar scalar -> "\"" + cut(scalar.text()) + "\"";
          case YamlNode.Sequence _ -> "a list";
          case YamlNode.Mapping _ -> "a mapping";
        };
    problems.error(node.at(), node.text(), path + " must be " + wanted + ", not " + found, hint);
  }

  private static String cut(String text) {
    return text.length() <= MAX_VALUE_IN_MESSAGE
        ? text
        : text.substring(0, MAX_VALUE_IN_MESSAGE) + "...";
  }
}
