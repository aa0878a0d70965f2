package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// What Trivet says about itself on standard error.
public record LogOptions(
    @Describe(value = "Least severe level that is written.", reloadable = true) @Default("info")
        Level level,
    @Describe(value = "Shape of a line.", reloadable = true) @Default("logfmt") Format format) {

  /// Levels from least to most severe.
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /// Shapes of a log line.
  public enum Format {
    LOGFMT,
    JSON
  }
}
