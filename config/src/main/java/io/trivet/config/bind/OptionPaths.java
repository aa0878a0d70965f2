package io.trivet.config.bind;

import io.trivet.config.problem.Position;
import io.trivet.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
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
      YamlNode next =
          switch (node) {
            case YamlNode.Mapping mapping -> mapping.get(step);
            case YamlNode.Sequence sequence -> item(sequence, step);
            case YamlNode.Scalar _ -> null;
          };
      if (next == null) {
        return found;
      }
      node = next;
      found = next;
    }
    return found;
  }

  /// Where a path is written, else where the document begins.
  public static Position positionOf(@Nullable YamlNode root, String path, String source) {
    YamlNode found = root == null ? null : find(root, path);
    return found == null ? new Position(source, 1, 1) : found.at();
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
        .forEach(
            (key, option) -> {
              paths.add(prefix + key);
              if (option.type() instanceof OptionType.Section(var type)) {
                collect(OptionRecord.of(type), prefix + key + ".", depth + 1, paths);
              }
            });
  }
}
