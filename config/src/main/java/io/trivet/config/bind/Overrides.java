package io.trivet.config.bind;

import io.trivet.config.problem.Nearest;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Settings from outside the file, laid over it: environment variables first, then `path=value`
/// pairs of the command line. A list or mapping is replaced as a whole and written as YAML.
public final class Overrides {
  private static final int MAX_STEPS = 16;

  private final Class<? extends Record> type;
  private final Problems problems;

  public Overrides(Class<? extends Record> type, Problems problems) {
    this.type = type;
    this.problems = problems;
  }

  /// A document with the variables that begin with a prefix laid over it: with the prefix
  /// `TRIVET_`, the variable `TRIVET_SERVER_LOKI_PORT` sets `server.loki.port`.
  ///
  /// @param reserved variables with the prefix that mean something else
  public YamlNode.Mapping environment(
      YamlNode.Mapping document,
      Map<String, String> environment,
      String prefix,
      Set<String> reserved) {
    Map<String, String> paths = new HashMap<>();
    for (String path : OptionPaths.below(OptionRecord.of(type))) {
      paths.put(prefix + path.replace('.', '_').toUpperCase(Locale.ROOT), path);
    }
    YamlNode.Mapping result = document;
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      String value = variable.getValue();
      if (!name.startsWith(prefix) || reserved.contains(name) || isServiceLink(name, value)) {
        continue;
      }
      String path = paths.get(name);
      if (path == null) {
        problems.error(
            Position.of(name),
            name,
            "no option has the environment variable \"" + name + "\"",
            Nearest.suggestion(name, paths.keySet()));
      } else {
        result = set(result, path, value, Position.of(name));
      }
    }
    return result;
  }

  /// Variables that Kubernetes and Docker set for a service named like the prefix, such as
  /// `TRIVET_PORT=tcp://10.0.0.1:9090` and `TRIVET_SERVICE_HOST`.
  private static boolean isServiceLink(String name, String value) {
    return value.startsWith("tcp://")
        || value.startsWith("udp://")
        || name.endsWith("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.contains("_PORT_")
            && (name.endsWith("_PROTO") || name.endsWith("_ADDR") || name.endsWith("_PORT"))
            && (name.contains("_TCP_") || name.contains("_UDP_"));
  }

  /// A document with a `path=value` pair of the command line laid over it.
  public YamlNode.Mapping pair(YamlNode.Mapping document, String pair) {
    Position at = Position.of("--set " + pair);
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      problems.error(
          at, pair, "\"" + pair + "\" is no setting", "write it like --set log.level=debug");
      return document;
    }
    return set(
        document,
        pair.substring(0, equals).trim(),
        pair.substring(equals + 1),
        Position.of("--set " + pair.substring(0, equals).trim()));
  }

  /// A document with a value laid over it.
  ///
  /// @param text the value; a list or mapping as YAML
  /// @param at where the value was written
  public YamlNode.Mapping set(YamlNode.Mapping document, String path, String text, Position at) {
    List<String> steps = List.of(path.split("\\.", -1));
    OptionType target = steps.size() > MAX_STEPS ? null : OptionPaths.typeAt(type, steps);
    if (target == null) {
      problems.error(
          at,
          path,
          "unknown key \"" + path + "\"",
          Nearest.suggestion(path, OptionPaths.below(OptionRecord.of(type))));
      return document;
    }
    YamlNode value = value(target, text, at);
    return value == null ? document : OptionPaths.with(document, steps, value, at);
  }

  private @Nullable YamlNode value(OptionType target, String text, Position at) {
    if (target instanceof OptionType.Single) {
      return new YamlNode.Scalar(text, true, at);
    }
    Problems faults = new Problems();
    YamlNode node = YamlReader.read(at.source(), text, faults);
    for (var fault : faults.all()) {
      problems.error(at, text, fault.message(), fault.suggestion());
    }
    return faults.errorCount() > 0 ? null : node == null ? new YamlNode.Scalar("", true, at) : node;
  }
}
