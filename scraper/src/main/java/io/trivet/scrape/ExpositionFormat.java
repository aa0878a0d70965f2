package io.trivet.scrape;

import io.trivet.scrape.config.ScrapeProtocol;
import io.trivet.scrape.exposition.ExpositionParser;
import io.trivet.scrape.http.Fetched;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says to targets which formats are wanted and finds out which one came.
final class ExpositionFormat {
  private ExpositionFormat() {}

  /// Request headers of scrapes of a target.
  static Map<String, String> headers(ScrapeSettings settings, Target target, String userAgent) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", accept(settings));
    headers.put("Accept-Encoding", settings.compression() ? "gzip" : "identity");
    headers.put("User-Agent", userAgent);
    double seconds = target.timeout().toMillis() / 1000.0;
    boolean whole = seconds == Math.rint(seconds);
    headers.put(
        "X-Prometheus-Scrape-Timeout-Seconds",
        whole ? Long.toString((long) seconds) : Double.toString(seconds));
    return headers;
  }

  static String accept(ScrapeSettings settings) {
    StringBuilder out = new StringBuilder();
    int weight = ScrapeProtocol.values().length + 1;
    for (ScrapeProtocol protocol : settings.protocols()) {
      out.append(protocol.mediaType());
      if (protocol.escapes()) {
        out.append(";escaping=").append(settings.escaping());
      }
      out.append(";q=0.").append(weight--).append(',');
    }
    return out.append("*/*;q=0.").append(weight).toString();
  }

  /// The format of a body.
  ///
  /// @throws UnknownFormat if it says none and the job has no fallback
  static ScrapeProtocol of(String contentType, @Nullable ScrapeProtocol fallback)
      throws UnknownFormat {
    ScrapeProtocol protocol = mediaType(contentType);
    if (protocol != null) {
      return protocol;
    }
    if (fallback != null) {
      return fallback;
    }
    if (contentType.isBlank()) {
      throw new UnknownFormat(
          "non-compliant scrape target sending blank Content-Type and no"
              + " fallback_scrape_protocol specified for target");
    }
    String shown = contentType.length() > 200 ? contentType.substring(0, 200) : contentType;
    throw new UnknownFormat(
        contentType.indexOf('/') < 0
            ? "cannot parse Content-Type \"%s\" and no fallback_scrape_protocol for target"
                .formatted(shown)
            : ("received unsupported Content-Type \"%s\" and no fallback_scrape_protocol specified"
                    + " for target")
                .formatted(shown));
  }

  /// A body whose format is not known.
  static final class UnknownFormat extends Exception {
    UnknownFormat(String message) {
      super(message, null, false, false);
    }
  }

  private static @Nullable ScrapeProtocol mediaType(String contentType) {
    String lower = contentType.toLowerCase(Locale.ROOT);
    int semicolon = lower.indexOf(';');
    String type = (semicolon < 0 ? lower : lower.substring(0, semicolon)).strip();
    return switch (type) {
      case "text/plain" -> ScrapeProtocol.PROMETHEUS_TEXT_0_0_4;
      case "application/openmetrics-text" -> ScrapeProtocol.OPEN_METRICS_1_0_0;
      case "application/vnd.google.protobuf" ->
          lower.contains("io.prometheus.client.metricfamily") && lower.contains("delimited")
              ? ScrapeProtocol.PROMETHEUS_PROTO
              : null;
      default -> null;
    };
  }

  /// @param createdToo whether `_created` lines of OpenMetrics are series of their own
  static ExpositionParser parser(
      ScrapeProtocol protocol, Fetched fetched, Target target, boolean createdToo) {
    ExpositionParser parser =
        switch (protocol) {
          case PROMETHEUS_PROTO ->
              ExpositionParser.protobuf(
                  fetched.body(),
                  fetched.length(),
                  target.nativeHistograms(),
                  target.classicToo(),
                  target.customBuckets());
          case PROMETHEUS_TEXT_0_0_4, PROMETHEUS_TEXT_1_0_0 ->
              ExpositionParser.text(fetched.body(), fetched.length());
          case OPEN_METRICS_0_0_1, OPEN_METRICS_1_0_0 ->
              ExpositionParser.openMetrics(fetched.body(), fetched.length(), createdToo);
        };
    return target.customBuckets() && protocol != ScrapeProtocol.PROMETHEUS_PROTO
        ? ExpositionParser.customBuckets(parser, target.classicToo())
        : parser;
  }
}
