package io.trivet.config.option;

import io.trivet.core.label.LabelLimits;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;

/// Bounds of what is received, by signal, beside those of the stores. 0 is no bound.
public record IngestOptions(
    @Describe("Samples.") Metrics metrics, @Describe("Limits of log lines.") Logs logs) {

  /// Samples.
  public record Metrics(
      @Describe(value = "Whether remote write is received.", reloadable = true) @Default("true")
          boolean remoteWrite,
      @Describe(
              value =
                  "Messages of remote write that are accepted: `prometheus.WriteRequest` (1.0),"
                      + " `io.prometheus.write.v2.Request` (2.0).",
              reloadable = true)
          @Default("[prometheus.WriteRequest, io.prometheus.write.v2.Request]")
          List<RemoteWriteMessage> remoteWriteMessages,
      @Describe(value = "Whether OTLP metrics are received, over HTTP and gRPC.", reloadable = true)
          @Default("true")
          boolean otlp,
      @Describe(
              value =
                  "Labels of one series, the metric name included; what exceeds it is refused."
                      + " Holds for remote write, OTLP and scrape jobs without `label_limit`.",
              reloadable = true)
          @Default("0")
          int maxLabels,
      @Describe(
              value =
                  "Bytes of a label name; holds for remote write, OTLP and scrape jobs without"
                      + " `label_name_length_limit`.",
              reloadable = true)
          @Default("0")
          ByteSize maxLabelNameSize,
      @Describe(
              value =
                  "Bytes of a label value; holds for remote write, OTLP and scrape jobs without"
                      + " `label_value_length_limit`.",
              reloadable = true)
          @Default("0")
          ByteSize maxLabelValueSize) {
    public Metrics {
      remoteWriteMessages = List.copyOf(remoteWriteMessages);
      notNegative("max_labels", maxLabels);
    }

    /// The bounds of the labels of one series.
    public LabelLimits labelLimits() {
      return new LabelLimits(maxLabels, maxLabelNameSize.bytes(), maxLabelValueSize.bytes());
    }
  }

  /// Messages of remote write by their name in `Content-Type`.
  public enum RemoteWriteMessage {
    VERSION_1("prometheus.WriteRequest"),
    VERSION_2("io.prometheus.write.v2.Request");

    private final String key;

    RemoteWriteMessage(String key) {
      this.key = key;
    }

    @Override
    public String toString() {
      return key;
    }
  }

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
