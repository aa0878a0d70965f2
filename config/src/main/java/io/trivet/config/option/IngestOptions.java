package io.trivet.config.option;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Bounds of what is received, by signal. 0 is no bound.
public record IngestOptions(
    @Describe("Limits of samples.") Metrics metrics,
    @Describe("Limits of log lines.") Logs logs,
    @Describe("Limits of spans.") Traces traces) {

  /// Limits of samples.
  public record Metrics(
      @Describe(value = "Whether remote write is received.", reloadable = true) @Default("true")
          boolean remoteWrite,
      @Describe(value = "Labels of one series.", reloadable = true) @Default("128") int maxLabels,
      @Describe(value = "Bytes of a label name.", reloadable = true) @Default("1KiB")
          ByteSize maxLabelNameSize,
      @Describe(value = "Bytes of a label value.", reloadable = true) @Default("64KiB")
          ByteSize maxLabelValueSize,
      @Describe(value = "Series in memory.", reloadable = true) @Default("0") long maxSeries) {
    public Metrics {
      notNegative("max_labels", maxLabels);
      notNegative("max_series", maxSeries);
    }
  }

  /// Limits of log lines.
  public record Logs(
      @Describe(value = "Bytes of one line.", reloadable = true) @Default("256KiB")
          ByteSize maxLineSize,
      @Describe(value = "Whether a longer line is cut instead of refused.", reloadable = true)
          @Default("false")
          boolean truncateLongLines,
      @Describe(value = "Labels of one stream.", reloadable = true) @Default("15") int maxLabels,
      @Describe(value = "Bytes of a label name.", reloadable = true) @Default("1KiB")
          ByteSize maxLabelNameSize,
      @Describe(value = "Bytes of a label value.", reloadable = true) @Default("2KiB")
          ByteSize maxLabelValueSize,
      @Describe(value = "Structured metadata of one line, in pairs.", reloadable = true)
          @Default("128")
          int maxMetadata,
      @Describe(value = "Structured metadata of one line, in bytes.", reloadable = true)
          @Default("64KiB")
          ByteSize maxMetadataSize,
      @Describe(value = "Streams in memory.", reloadable = true) @Default("1000000")
          long maxStreams,
      @Describe(value = "Oldest line that is taken.", reloadable = true) @Default("1w")
          Duration maxAge,
      @Describe(value = "How far in the future a line may be.", reloadable = true) @Default("10m")
          Duration maxAhead) {
    public Logs {
      notNegative("max_labels", maxLabels);
      notNegative("max_metadata", maxMetadata);
      notNegative("max_streams", maxStreams);
    }
  }

  /// Limits of spans.
  public record Traces(
      @Describe(value = "Bytes of one attribute value; longer ones are cut.", reloadable = true)
          @Default("64KiB")
          ByteSize maxAttributeSize,
      @Describe(value = "Attributes of one span.", reloadable = true) @Default("1024")
          int maxAttributes,
      @Describe(value = "Bytes of one trace.", reloadable = true) @Default("256MiB")
          ByteSize maxTraceSize,
      @Describe(value = "Traces in memory.", reloadable = true) @Default("0") long maxLiveTraces) {
    public Traces {
      notNegative("max_attributes", maxAttributes);
      notNegative("max_live_traces", maxLiveTraces);
    }
  }

  private static void notNegative(String key, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("`" + key + "` must not be negative, not " + value);
    }
  }
}
