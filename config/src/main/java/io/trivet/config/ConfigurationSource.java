package io.trivet.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a configuration comes from; later ones win: defaults, file, environment, flags, settings.
///
/// @param file null for none
/// @param environment all variables of the process; only `TRIVET_...` counts, and the variables
///   that `external_labels` name
/// @param flags flags of Prometheus as they were given
/// @param settings `path=value` pairs of the command line
public record ConfigurationSource(
    @Nullable Path file,
    Map<String, String> environment,
    List<String> flags,
    List<String> settings) {
  public ConfigurationSource {
    flags = List.copyOf(flags);
    environment = Map.copyOf(environment);
    settings = List.copyOf(settings);
  }

  /// A source without flags.
  public ConfigurationSource(
      @Nullable Path file, Map<String, String> environment, List<String> settings) {
    this(file, environment, List.of(), settings);
  }
}
