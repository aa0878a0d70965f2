package io.trivet.config.bind;

import io.trivet.config.problem.Position;
import io.trivet.config.yaml.YamlNode;
import io.trivet.core.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Paths of keys: `server.loki.port`, `scrape_configs[2].static_configs[0].targets`.
public final class OptionPaths {
  private static final int MAX_DEPTH = 8;

  private OptionPaths() {}

  /// Where a path is written in a document: the value at the path, else the nearest section around
  /// it; null when not even its first key is there.
  public static @Nullable YamlNode find(YamlNode root, String path) {
    YamlNode node = root;
    YamlNode found = null;
    for (String step : steps(path)) {
      YamlNode next = child(node, step);
      if (next == null) {
        return found;
      }
      node = next;
      found = next;
    }
    return found;
  }

  /// The value at exactly a path, null when it is not written.
  public static @Nullable YamlNode get(YamlNode root, String path) {
    YamlNode node = root;
    for (String step : steps(path)) {
      YamlNode next = child(node, step);
      if (next == null) {
        return null;
      }
      node = next;
    }
    return node;
  }

  /// Where a path is written, else where the document begins.
  public static Position positionOf(@Nullable YamlNode root, String path, String source) {
    YamlNode found = root == null ? null : find(root, path);
    return found == null ? new Position(source, 1, 1) : found.at();
  }

  /// Whether a record, or a section in it, has the key at a path.
  public static boolean exists(Class<? extends Record> type, String path) {
    return typeAt(type, List.of(path.split("\\.", -1))) != null;
  }

  /// Whether the option at a path is a list.
  public static boolean isList(Class<? extends Record> type, String path) {
    return typeAt(type, List.of(path.split("\\.", -1))) instanceof OptionType.ListOf;
  }

  /// The value of an option as text in the spelling of Prometheus: durations like `1m30s`, items of
  /// a list with commas; "" for null.
  ///
  /// @throws IllegalArgumentException if there is no such option
  public static String textAt(Record options, String path) {
    Object current = options;
    for (String step : steps(path)) {
      if (current == null) {
        return "";
      }
      current = current instanceof Record section ? valueOf(section, step) : null;
    }
    return text(current);
  }

  private static @Nullable Object valueOf(Record section, String key) {
    for (OptionRecord.Option option : OptionRecord.of(section.getClass()).options()) {
      if (option.key().equals(key)) {
        return option.valueIn(section);
      }
    }
    throw new IllegalArgumentException("no key \"" + key + "\" in " + section.getClass());
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Duration duration -> DurationText.formatPrometheus(duration.toMillis());
      case List<?> list -> list.stream().map(OptionPaths::text).collect(Collectors.joining(","));
      case Enum<?> constant -> ScalarType.enumKey(constant);
      default -> value.toString();
    };
  }

  /// The type of the option at a path, null when there is none.
  static @Nullable OptionType typeAt(Class<? extends Record> type, List<String> steps) {
    OptionType current = new OptionType.Section(type);
    for (String step : steps) {
      OptionType next =
          switch (current) {
            case OptionType.Section(var section) -> {
              OptionRecord.Option option = OptionRecord.of(section).get(step);
              yield option == null ? null : option.type();
            }
            case OptionType.MapOf(OptionType item) -> step.isEmpty() ? null : item;
            case OptionType.Tree _, OptionType.Anything _ -> current;
            case OptionType.Single _, OptionType.ListOf _ -> null;
          };
      if (next == null) {
        return null;
      }
      current = next;
    }
    return current;
  }

  /// A document with a value put at a path; sections on the way are made.
  ///
  /// @param at where the keys on the way count as written
  public static YamlNode.Mapping with(
      YamlNode.Mapping document, List<String> steps, YamlNode value, Position at) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(document.entries());
    String key = steps.getFirst();
    YamlNode below = value;
    if (steps.size() > 1) {
      YamlNode.Mapping inner =
          document.get(key) instanceof YamlNode.Mapping there
              ? there
              : new YamlNode.Mapping(Map.of(), at);
      below = with(inner, steps.subList(1, steps.size()), value, at);
    }
    entries.put(key, new YamlNode.Entry(at, below));
    return new YamlNode.Mapping(entries, document.at());
  }

  private static @Nullable YamlNode child(YamlNode node, String step) {
    return switch (node) {
      case YamlNode.Mapping mapping -> mapping.get(step);
      case YamlNode.Sequence sequence -> item(sequence, step);
      case YamlNode.Scalar _ -> null;
    };
  }

  private static @Nullable YamlNode item(YamlNode.Sequence sequence, String step) {
    if (step.isEmpty() || step.length() > 6 || !step.chars().allMatch(Character::isDigit)) {
      return null;
    }
    int index = Integer.parseInt(step);
    return index < sequence.items().size() ? sequence.items().get(index) : null;
  }

  private static List<String> steps(String path) {
    return List.of(path.replace("[", ".").replace("]", "").split("\\."));
  }

  /// Paths of all keys below a record, sections included, without the insides of lists.
  static List<String> below(OptionRecord record) {
    List<String> paths = new ArrayList<>();
    collect(record, "", 0, paths);
    return paths;
  }

  private static void collect(OptionRecord record, String prefix, int depth, List<String> paths) {
    if (depth == MAX_DEPTH) {
      return;
    }
    record
        .byKey()
        .forEach((key, option) -> {
          paths.add(prefix + key);
          if (option.type() instanceof OptionType.Section(var type)) {
            collect(OptionRecord.of(type), prefix + key + ".", depth + 1, paths);
          }
        });
  }
}
