package io.trivet.config.option;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// Bounds of what is received, by signal, beside those of the stores. 0 is no bound.
public record IngestOptions(
    @Describe("Samples.") Metrics metrics, @Describe("Limits of log lines.") Logs logs) {

  /// Samples.
  public record Metrics(
      @Describe(value = "Whether remote write is received.", reloadable = true) @Default("true")
          boolean remoteWrite) {}

  /// Limits of log lines.
  public record Logs(
      @Describe(value = "Whether a longer line is cut instead of refused.", reloadable = true)
          @Default("false")
          boolean truncateLongLines,
      @Describe(value = "Labels of one stream.", reloadable = true) @Default("15") int maxLabels,
      @Describe(value = "Bytes of a label name.", reloadable = true) @Default("1KiB")
          ByteSize maxLabelNameSize,
      @Describe(value = "Bytes of a label value.", reloadable = true) @Default("2KiB")
          ByteSize maxLabelValueSize) {
    public Logs {
      notNegative("max_labels", maxLabels);
    }
  }

  private static void notNegative(String key, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("`" + key + "` must not be negative, not " + value);
    }
  }
}
