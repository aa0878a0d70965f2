package io.trivet.config.flag;

import io.trivet.config.bind.OptionPaths;
import io.trivet.config.bind.Overrides;
import io.trivet.config.option.Feature;
import io.trivet.config.option.HostAndPort;
import io.trivet.config.option.ListenerOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Nearest;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Flags of Prometheus that were given on the command line: `--name=value`, `--name value`,
/// `--name` and `--no-name`. One without a meaning here is a notice, an unknown one an error.
public final class PrometheusFlags {
  private final Map<String, List<String>> given = new LinkedHashMap<>();

  private PrometheusFlags() {}

  /// Reads arguments.
  ///
  /// @param arguments of the command line that are no options of our own, in their order
  public static PrometheusFlags parse(List<String> arguments, Problems problems) {
    PrometheusFlags flags = new PrometheusFlags();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        problems.error(Position.of(argument), argument, "\"" + argument + "\" is no option", null);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
      String value = equals < 0 ? null : argument.substring(equals + 1);
      Flag flag = FlagTable.BY_NAME.get(name);
      Flag negated = name.startsWith("no-") ? FlagTable.BY_NAME.get(name.substring(3)) : null;
      if (flag != null && flag.isSwitch()) {
        flags.add(flag, value == null ? "true" : value);
      } else if (negated != null && negated.isSwitch() && value == null) {
        flags.add(negated, "false");
      } else if (flag == null) {
        problems.error(
            Position.of(argument),
            argument,
            "unknown option \"--" + name + "\"",
            Nearest.suggestion("--" + name, known()));
      } else if (value != null) {
        flags.add(flag, value);
      } else if (i + 1 < arguments.size()) {
        flags.add(flag, arguments.get(++i));
      } else {
        problems.error(
            Position.of(argument), argument, "the value of " + argument + " is missing", null);
      }
    }
    return flags;
  }

  private static List<String> known() {
    return FlagTable.BY_NAME.keySet().stream().map(name -> "--" + name).toList();
  }

  private void add(Flag flag, String value) {
    given.computeIfAbsent(flag.name(), _ -> new ArrayList<>()).add(value);
  }

  /// What `--config.file` says, null if it is not given.
  public @Nullable String configurationFile() {
    List<String> files = given.get("config.file");
    return files == null ? null : files.getLast();
  }

  /// A document with the values of the flags laid over it.
  public YamlNode.Mapping over(YamlNode.Mapping document, Problems problems) {
    Overrides overrides = new Overrides(TrivetOptions.class, problems);
    YamlNode.Mapping result = document;
    for (Map.Entry<String, List<String>> entry : given.entrySet()) {
      Flag flag = FlagTable.BY_NAME.get(entry.getKey());
      List<String> values = entry.getValue();
      Position at = Position.of("--" + entry.getKey());
      result =
          switch (flag == null ? new Flag.ConfigurationFile() : flag.meaning()) {
            case Flag.Setting(String path) ->
                overrides.set(result, path, text(path, values.getLast()), at);
            case Flag.ListenAddress() -> listen(result, values, overrides, problems, at);
            case Flag.Features() -> features(result, values, problems, at);
            case Flag.ConfigurationFile() -> result;
            case Flag.Inert(String reason) -> {
              problems.notice(
                  at, at.source(), at.source() + " is understood and has no effect: " + reason);
              yield result;
            }
            case Flag.Refused(String reason) -> {
              boolean asked = !values.getLast().isEmpty() && !values.getLast().equals("false");
              if (asked) {
                problems.error(at, at.source(), at.source() + " cannot be followed", reason);
              }
              yield result;
            }
          };
    }
    return result;
  }

  /// A value as the key wants it; flags separate the items of a list with commas.
  private static String text(String path, String value) {
    return OptionPaths.isList(TrivetOptions.class, path) ? "[" + value + "]" : value;
  }

  private static YamlNode.Mapping listen(
      YamlNode.Mapping document,
      List<String> addresses,
      Overrides overrides,
      Problems problems,
      Position at) {
    HostAndPort first = HostAndPort.parse(addresses.getFirst());
    for (String address : addresses) {
      if (HostAndPort.parse(address) == null) {
        problems.error(
            at,
            address,
            "\"" + address + "\" is no address to listen on",
            "write it like 0.0.0.0:9090, [::1]:9090 or :9090");
        return document;
      }
    }
    if (first == null) {
      return document;
    }
    YamlNode.Mapping result =
        overrides.set(document, "server.prometheus.address", first.host(), at);
    result = overrides.set(result, "server.prometheus.port", Integer.toString(first.port()), at);
    String more = String.join("\", \"", addresses.subList(1, addresses.size()));
    return overrides.set(
        result,
        "server.prometheus.more_addresses",
        more.isEmpty() ? "[]" : "[\"" + more + "\"]",
        at);
  }

  /// Adds features to those the document names.
  private static YamlNode.Mapping features(
      YamlNode.Mapping document, List<String> values, Problems problems, Position at) {
    List<YamlNode> all = new ArrayList<>();
    if (document.get("features") instanceof YamlNode.Sequence named) {
      all.addAll(named.items());
    }
    List<String> known = Arrays.stream(Feature.values()).map(Feature::toString).toList();
    for (String value : values) {
      for (String name : value.split(",", 200)) {
        String feature = name.trim();
        if (known.contains(feature)) {
          all.add(new YamlNode.Scalar(feature, true, at));
        } else if (!feature.isEmpty()) {
          String near = Nearest.suggestion(feature, known);
          problems.notice(
              at,
              feature,
              "the feature \""
                  + feature
                  + "\" is not known and has no effect"
                  + (near == null ? "" : "; " + near));
        }
      }
    }
    return OptionPaths.with(document, List.of("features"), new YamlNode.Sequence(all, at), at);
  }

  /// All flags with the values that are in force, for `status/flags`.
  ///
  /// @param file the configuration file in force, null for none
  public Map<String, String> values(TrivetOptions options, @Nullable Path file) {
    Map<String, String> values = new TreeMap<>();
    for (Flag flag : FlagTable.BY_NAME.values()) {
      List<String> said = given.getOrDefault(flag.name(), List.of());
      String own = said.isEmpty() ? flag.fallback() : String.join(",", said);
      values.put(
          flag.name(),
          switch (flag.meaning()) {
            case Flag.Setting(String path) -> OptionPaths.textAt(options, path);
            case Flag.ListenAddress() -> addresses(options);
            case Flag.Features() ->
                String.join(",", options.features().stream().map(Feature::toString).toList());
            case Flag.ConfigurationFile() -> file == null ? "" : file.toString();
            case Flag.Inert _, Flag.Refused _ -> own;
          });
    }
    return values;
  }

  private static String addresses(TrivetOptions options) {
    ListenerOptions listener = options.server().prometheus();
    List<String> all = new ArrayList<>();
    all.add(new HostAndPort(options.server().addressOf(listener), listener.port()).toString());
    all.addAll(listener.moreAddresses());
    return String.join(",", all);
  }
}
