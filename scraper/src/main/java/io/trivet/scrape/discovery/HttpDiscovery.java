package io.trivet.scrape.discovery;

import io.trivet.scrape.config.HttpSdConfig;
import io.trivet.scrape.http.Fetched;
import io.trivet.scrape.http.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Targets which a server lists as JSON.
final class HttpDiscovery implements PolledDiscovery.Source {
  private static final long LARGEST_LIST = 64L << 20;

  private final HttpSdConfig config;
  private final Fetcher fetcher;
  private final Map<String, String> headers;

  HttpDiscovery(HttpSdConfig config, Fetcher fetcher, String userAgent) {
    this.config = config;
    this.fetcher = fetcher;
    this.headers =
        Map.of(
            "Accept",
            "application/json",
            "User-Agent",
            userAgent,
            "X-Prometheus-Refresh-Interval-Seconds",
            Double.toString(config.refreshInterval().toMillis() / 1000.0));
  }

  @Override
  public Duration interval() {
    return config.refreshInterval();
  }

  @Override
  public List<TargetGroup> poll() throws IOException {
    Fetched fetched =
        fetcher.fetch(URI.create(config.url()), headers, config.refreshInterval(), LARGEST_LIST);
    String type = fetched.contentType().toLowerCase(Locale.ROOT);
    int semicolon = type.indexOf(';');
    String name = semicolon < 0 ? type : type.substring(0, semicolon);
    if (!name.strip().equals("application/json")) {
      throw new IOException(
          config.url() + ": unsupported content type \"" + fetched.contentType() + "\"");
    }
    String text = new String(fetched.body(), 0, fetched.length(), StandardCharsets.UTF_8);
    return TargetGroupReader.json(text, config.url(), "__meta_url", config.url());
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
