package io.trivet.appliance;

import io.trivet.appliance.log.LogLines;
import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.config.LoadedConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of the command line which say what the configuration is.
final class ConfigurationArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; a prometheus.yml is understood. Default: none needed.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory for all data; short for --set storage.data_dir=DIR.")
  private @Nullable Path data;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Sets one key, as server.loki.port=3101; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /// @param flags what is no option of our own: flags of Prometheus with their values
  ConfigurationSource source(List<String> flags) {
    List<String> all = new ArrayList<>(settings);
    Path directory = data;
    if (directory != null) {
      all.add("storage.data_dir=" + directory.toAbsolutePath());
    }
    return new ConfigurationSource(config, System.getenv(), flags, all);
  }

  /// The configuration, whose log options are set up. Its problems go to the standard error; null
  /// if some of them are errors.
  static @Nullable LoadedConfiguration load(ConfigurationSource source) {
    LoadedConfiguration loaded = Configuration.load(source);
    loaded.problems().forEach(problem -> System.err.println(problem));
    if (!loaded.errors().isEmpty()) {
      return null;
    }
    LogLines.configure(loaded.optionsOrThrow().log());
    return loaded;
  }
}
