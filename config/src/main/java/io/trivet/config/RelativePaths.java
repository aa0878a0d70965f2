package io.trivet.config;

import io.trivet.config.yaml.YamlNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lets the relative paths of a scrape job begin in the directory of the file that holds it.
final class RelativePaths {
  /// Keys with one path.
  private static final Set<String> FILE =
      Set.of(
          "bearer_token_file",
          "ca_file",
          "cert_file",
          "client_secret_file",
          "credentials_file",
          "key_file",
          "kubeconfig_file",
          "password_file",
          "scrape_failure_log_file",
          "username_file");

  /// The key with a list of paths: of `file_sd_configs` and of `http_headers`.
  private static final String FILES = "files";

  /// Keys whose values have names that users choose.
  private static final Set<String> FREE =
      Set.of("endpoint_params", "labels", "node_meta", "params");

  private final Path directory;

  private RelativePaths(Path directory) {
    this.directory = directory;
  }

  /// @param directory where relative paths begin
  static YamlNode resolved(YamlNode job, Path directory) {
    return new RelativePaths(directory).resolved(job);
  }

  private YamlNode resolved(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar;
      case YamlNode.Sequence(List<YamlNode> items, var at) ->
          new YamlNode.Sequence(items.stream().map(this::resolved).toList(), at);
      case YamlNode.Mapping(Map<String, YamlNode.Entry> entries, var at) -> {
        Map<String, YamlNode.Entry> all = new LinkedHashMap<>();
        entries.forEach((key, entry) ->
            all.put(key, new YamlNode.Entry(entry.at(), value(key, entry.value()))));
        yield new YamlNode.Mapping(all, at);
      }
    };
  }

  private YamlNode value(String key, YamlNode value) {
    if (FREE.contains(key)) {
      return value;
    }
    if (FILE.contains(key) && value instanceof YamlNode.Scalar path) {
      return path(path);
    }
    if (key.equals(FILES) && value instanceof YamlNode.Sequence(List<YamlNode> items, var at)) {
      return new YamlNode.Sequence(
          items.stream()
              .map(item -> item instanceof YamlNode.Scalar path ? path(path) : item)
              .toList(),
          at);
    }
    return resolved(value);
  }

  private YamlNode path(YamlNode.Scalar written) {
    if (written.isNull() || written.text().isEmpty()) {
      return written;
    }
    try {
      String text = directory.resolve(written.text()).normalize().toString();
      return new YamlNode.Scalar(text, written.plain(), written.at());
    } catch (InvalidPathException e) {
      return written; // cannot be opened either, which is told then
    }
  }
}
