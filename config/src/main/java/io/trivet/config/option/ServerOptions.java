package io.trivet.config.option;

import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The listeners of all protocols.
///
/// @param singlePort null when each protocol has its own port
public record ServerOptions(
    @Describe("Address of every listener that names none of its own; `0.0.0.0` is all interfaces.")
        @Default("0.0.0.0")
        String address,
    @Describe(
            "One port for every HTTP API in place of their own ports; OTLP over gRPC keeps its"
                + " own.")
        @Nullable Integer singlePort,
    @Describe("Connections that one HTTP listener holds at once; further ones wait.")
        @Default("4096")
        int maxConnections,
    @Describe("How long a connection may be silent.") @Default("6m") Duration idleTimeout,
    @Describe("How long a stop waits for requests that are being answered.") @Default("10s")
        Duration shutdownTimeout,
    @Describe("Largest request body, compressed or not.") @Default("64MiB") ByteSize maxBodySize,
    @Describe("Largest request body after decompression.") @Default("256MiB")
        ByteSize maxDecompressedSize,
    @Describe(
            "Memory that the bodies of all requests under way may take, as they come and"
                + " decompressed; further ones are refused with 503, over gRPC with UNAVAILABLE."
                + " 0 is a sixth of the heap.")
        @Default("0")
        ByteSize maxBodyMemory,
    @Describe("Largest gRPC message.") @Default("64MiB") ByteSize maxGrpcMessageSize,
    @Describe("Whether `POST /-/reload` and `/-/quit` are answered.") @Default("true")
        boolean lifecycleApi,
    @Describe("Whether `/api/v1/admin/tsdb/*` is answered: deletion of series, snapshots.")
        @Default("false")
        boolean adminApi,
    @Describe(value = "Whether `/api/v1/search/*` is answered.", reloadable = true) @Default("true")
        boolean searchApi,
    @Describe(
            value = "Results that a search may ask for, and hold in one batch.",
            reloadable = true)
        @Default("10000")
        int searchMaxLimit,
    @Describe("Readers of `/api/v1/notifications/live` at once.") @Default("16")
        int maxNotificationsSubscribers,
    @Describe(
            "URL under which users reach the Prometheus API, as behind a proxy; links in alerts"
                + " begin with it.")
        @Default("")
        String externalUrl,
    @Describe(
            "Path before every path of the Prometheus API; without it the path of `external_url`.")
        @Nullable String routePrefix,
    @Describe(
            "Regular expression for the whole origin of web pages which may read the Prometheus"
                + " API.")
        @Default(".*")
        String corsOrigin,
    @Describe("Prometheus API, remote write, administration.") @Default("{port: 9090}")
        ListenerOptions prometheus,
    @Describe("Loki API and push.") @Default("{port: 3100}") ListenerOptions loki,
    @Describe("Tempo API.") @Default("{port: 3200}") ListenerOptions tempo,
    @Describe("OTLP over gRPC.") @Default("{port: 4317}") ListenerOptions otlpGrpc,
    @Describe("OTLP over HTTP, protobuf and JSON.") @Default("{port: 4318}")
        ListenerOptions otlpHttp) {
  public ServerOptions {
    if (address.isBlank()) {
      throw new IllegalArgumentException(
          "`address` must not be empty; `0.0.0.0` is all interfaces");
    }
    if (!externalUrl.isEmpty() && prefixOf(externalUrl) == null) {
      throw new IllegalArgumentException(
          "`external_url` must be a URL with http or https, not " + externalUrl);
    }
    try {
      Regex.anchored(corsOrigin);
    } catch (RegexException e) {
      throw new IllegalArgumentException("`cors_origin` is no regular expression: " + e.reason());
    }
    if (idleTimeout.isZero()) {
      throw new IllegalArgumentException("`idle_timeout` must be longer than 0");
    }
    if (singlePort != null && (singlePort < 0 || singlePort > 65_535)) {
      throw new IllegalArgumentException(
          "`single_port` must be from 0 to 65535, not " + singlePort);
    }
    if (searchMaxLimit < 1) {
      throw new IllegalArgumentException(
          "`search_max_limit` must be at least 1, not " + searchMaxLimit);
    }
    if (maxNotificationsSubscribers < 0) {
      throw new IllegalArgumentException(
          "`max_notifications_subscribers` must not be negative, not "
              + maxNotificationsSubscribers);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "`max_connections` must be at least 1, not " + maxConnections);
    }
  }

  /// All listeners by the key of their section, in the order of the file.
  public Map<String, ListenerOptions> listeners() {
    Map<String, ListenerOptions> all = new LinkedHashMap<>();
    all.put("prometheus", prometheus);
    all.put("loki", loki);
    all.put("tempo", tempo);
    all.put("otlp_grpc", otlpGrpc);
    all.put("otlp_http", otlpHttp);
    return all;
  }

  /// The path before every path of the Prometheus API: "" or like `/prometheus`.
  public String prefix() {
    String own = routePrefix == null ? prefixOf(externalUrl) : routePrefix;
    String trimmed = own == null ? "" : own.replaceAll("^/+", "").replaceAll("/+$", "");
    return trimmed.isEmpty() ? "" : "/" + trimmed;
  }

  /// The path of a URL, null if it is none.
  private static @Nullable String prefixOf(String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? uri.getPath() : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// The address a listener binds.
  public String addressOf(ListenerOptions listener) {
    return listener.address() == null ? address : listener.address();
  }
}
