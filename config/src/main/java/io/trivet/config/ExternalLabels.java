package io.trivet.config;

import io.trivet.config.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// Fills variables of the environment into the values of `global.external_labels`, as Prometheus
/// does: `$NAME` and `${NAME}`, `$$` for a dollar, nothing for an unset variable.
final class ExternalLabels {
  private ExternalLabels() {}

  static YamlNode.Mapping expanded(YamlNode.Mapping root, Map<String, String> environment) {
    if (!(root.get("global") instanceof YamlNode.Mapping global)
        || !(global.get("external_labels") instanceof YamlNode.Mapping labels)) {
      return root;
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    labels
        .entries()
        .forEach((key, entry) ->
            entries.put(
                key,
                entry.value() instanceof YamlNode.Scalar scalar
                    ? new YamlNode.Entry(entry.at(), expanded(scalar, environment))
                    : entry));
    YamlNode.Mapping values = new YamlNode.Mapping(entries, labels.at());
    return with(root, "global", with(global, "external_labels", values));
  }

  private static YamlNode.Mapping with(YamlNode.Mapping outer, String key, YamlNode value) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(outer.entries());
    entries.computeIfPresent(key, (_, entry) -> new YamlNode.Entry(entry.at(), value));
    return new YamlNode.Mapping(entries, outer.at());
  }

  private static YamlNode expanded(YamlNode.Scalar scalar, Map<String, String> environment) {
    String text = scalar.text();
    if (text.indexOf('$') < 0) {
      return scalar;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '$' || i == text.length()) {
        out.append(c);
      } else if (text.charAt(i) == '$') {
        out.append('$');
        i++;
      } else if (text.charAt(i) == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          out.append(text, i - 1, text.length());
          break;
        }
        out.append(environment.getOrDefault(text.substring(i + 1, end), ""));
        i = end + 1;
      } else {
        int end = endOfName(text, i);
        out.append(end == i ? "$" : environment.getOrDefault(text.substring(i, end), ""));
        i = end;
      }
    }
    return new YamlNode.Scalar(out.toString(), false, scalar.at());
  }

  private static int endOfName(String text, int from) {
    int end = from;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return end;
  }
}
