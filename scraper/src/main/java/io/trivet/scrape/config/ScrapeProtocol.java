package io.trivet.scrape.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A format of expositions, with the name it has in configurations and the media type it has on the
/// wire.
public enum ScrapeProtocol {
  PROMETHEUS_PROTO(
      "PrometheusProto",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
      false),
  PROMETHEUS_TEXT_0_0_4("PrometheusText0.0.4", "text/plain;version=0.0.4", false),
  PROMETHEUS_TEXT_1_0_0("PrometheusText1.0.0", "text/plain;version=1.0.0", true),
  OPEN_METRICS_0_0_1("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1", false),
  OPEN_METRICS_1_0_0("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0", true);

  private final String text;
  private final String mediaType;
  private final boolean escapes;

  ScrapeProtocol(String text, String mediaType, boolean escapes) {
    this.text = text;
    this.mediaType = mediaType;
    this.escapes = escapes;
  }

  /// The name in configurations.
  public String text() {
    return text;
  }

  public String mediaType() {
    return mediaType;
  }

  /// Whether the media type takes a parameter `escaping`.
  public boolean escapes() {
    return escapes;
  }

  /// The protocol of this name, null if there is none.
  public static @Nullable ScrapeProtocol of(String text) {
    for (ScrapeProtocol protocol : values()) {
      if (protocol.text.equals(text)) {
        return protocol;
      }
    }
    return null;
  }

  static void validate(List<String> names, String path, List<OptionProblem> problems) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (of(name) == null) {
        problems.add(new OptionProblem(path, unknown(name)));
      } else if (!seen.add(name)) {
        problems.add(
            new OptionProblem(path, "duplicated protocol in scrape_protocols, got " + names));
      }
    }
  }

  static String unknown(String name) {
    return "unknown scrape protocol "
        + name
        + ", supported: [OpenMetricsText0.0.1 OpenMetricsText1.0.0 PrometheusProto"
        + " PrometheusText0.0.4 PrometheusText1.0.0]";
  }
}
