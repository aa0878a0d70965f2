package io.trivet.scrape.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.scrape.config.BasicAuth;
import io.trivet.scrape.config.ConsulSdConfig;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.http.Fetched;
import io.trivet.scrape.http.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Targets in the catalogue of Consul. One loop waits for changes of the list of services, and one
/// for each service waits for changes of its instances, by blocking queries.
///
/// Source: Consul's HTTP API (`/v1/catalog/services`, `/v1/health/service`, blocking queries).
final class ConsulDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulDiscovery.class);
  private static final Duration WAIT = Duration.ofMinutes(2);
  private static final Duration LONGEST = WAIT.plusSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(15);
  private static final long LARGEST_ANSWER = 64L << 20;
  private static final int MOST_SERVICES = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsulSdConfig config;
  private final Discoveries.Environment environment;
  private final Fetcher fetcher;
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, Watch> watches = new HashMap<>();
  private final Map<String, TargetGroup> groups = new TreeMap<>();
  private Consumer<List<TargetGroup>> sink = found -> {};
  private volatile String datacenter;
  private volatile boolean stopped;

  /// A blocking query that is asked again and again.
  private final class Watch {
    final String path;
    final Taker taker;
    final Duration pause;
    volatile boolean ended;
    long index;

    Watch(String path, Duration pause, Taker taker) {
      this.path = path;
      this.pause = pause;
      this.taker = taker;
    }

    void start() {
      environment.blocking().execute(this::turn);
    }

    private void turn() {
      if (stopped || ended) {
        return;
      }
      Duration next = pause;
      try {
        if (datacenter.isEmpty()) {
          datacenter = ownDatacenter();
        }
        Fetched fetched = get(path + blocking(), LONGEST);
        if (stopped || ended) {
          return;
        }
        long now = index(fetched);
        boolean changed = now == 0 || now != index;
        index = now < index ? 0 : Math.max(0, now);
        if (changed) {
          taker.take(JSON.readTree(fetched.body(), 0, fetched.length()));
        }
      } catch (IOException | RuntimeException e) {
        if (stopped || ended) {
          return;
        }
        index = 0;
        next = RETRY;
        environment.failed().run();
        LOG.warn("service discovery of consul {}: {}", config.server(), e.getMessage());
      }
      if (!stopped) {
        var _ = environment.timer().schedule(this::start, next.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private String blocking() {
      String stale = config.allowStale() ? "&stale=" : "";
      return stale + (index == 0 ? "" : "&index=" + index + "&wait=" + WAIT.toMillis() + "ms");
    }
  }

  /// Takes over the answer of a blocking query.
  private interface Taker {
    void take(JsonNode answer) throws IOException;
  }

  ConsulDiscovery(ConsulSdConfig config, Discoveries.Environment environment) {
    this.config = config;
    this.environment = environment;
    this.fetcher = environment.fetchers().apply(options(config));
    this.datacenter = config.datacenter();
    headers.put("Accept", "application/json");
    headers.put("User-Agent", environment.userAgent());
    if (!config.token().isEmpty()) {
      headers.put("X-Consul-Token", config.token());
    }
  }

  /// The client's options with user and password of the section.
  private static HttpClientOptions options(ConsulSdConfig config) {
    HttpClientOptions http = config.http();
    if (config.username().isEmpty() && config.password().isEmpty()) {
      return http;
    }
    return new HttpClientOptions(
        new BasicAuth(config.username(), "", config.password(), ""),
        null,
        "",
        "",
        null,
        http.tlsConfig(),
        http.followRedirects(),
        http.enableHttp2(),
        http.proxyUrl(),
        http.noProxy(),
        http.proxyFromEnvironment(),
        http.proxyConnectHeader(),
        http.httpHeaders());
  }

  @Override
  public void start(Consumer<List<TargetGroup>> to) {
    sink = to;
    if (!config.services().isEmpty() && config.tags().isEmpty()) {
      take(new HashSet<>(config.services()));
      return;
    }
    StringBuilder path = new StringBuilder("/v1/catalog/services?").append(scope());
    config
        .nodeMeta()
        .forEach((name, value) -> path.append("&node-meta=").append(encoded(name + ":" + value)));
    if (!config.filter().isEmpty()) {
      path.append("&filter=").append(encoded(config.filter()));
    }
    new Watch(path.toString(), config.refreshInterval(), this::takeServices).start();
  }

  private void takeServices(JsonNode answer) throws IOException {
    Set<String> names = new HashSet<>();
    answer
        .properties()
        .forEach(entry -> {
          if (isWanted(entry.getKey(), entry.getValue())) {
            names.add(entry.getKey());
          }
        });
    if (names.size() > MOST_SERVICES) {
      throw new IOException(names.size() + " services, " + MOST_SERVICES + " are allowed");
    }
    take(names);
  }

  private boolean isWanted(String name, JsonNode tags) {
    if (!config.services().isEmpty() && !config.services().contains(name)) {
      return false;
    }
    Set<String> has = new HashSet<>();
    tags.forEach(tag -> has.add(tag.asText()));
    return has.containsAll(config.tags());
  }

  /// Watches these services and no others.
  private void take(Set<String> names) {
    List<Watch> fresh = new ArrayList<>();
    synchronized (this) {
      watches
          .entrySet()
          .removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            entry.getValue().ended |= gone;
            return gone;
          });
      groups.keySet().retainAll(names);
      for (String name : names) {
        if (!watches.containsKey(name)) {
          Watch watch =
              new Watch(path(name), config.refreshInterval(), answer -> takeService(name, answer));
          watches.put(name, watch);
          fresh.add(watch);
        }
      }
      if (fresh.isEmpty()) {
        sink.accept(List.copyOf(groups.values()));
      }
    }
    fresh.forEach(Watch::start);
  }

  private String path(String service) {
    StringBuilder path =
        new StringBuilder("/v1/health/service/").append(encoded(service)).append('?');
    path.append(scope());
    config.tags().forEach(tag -> path.append("&tag=").append(encoded(tag)));
    config
        .nodeMeta()
        .forEach((name, value) -> path.append("&node-meta=").append(encoded(name + ":" + value)));
    if (!config.healthFilter().isEmpty()) {
      path.append("&filter=").append(encoded(config.healthFilter()));
    }
    return path.toString();
  }

  private synchronized void takeService(String name, JsonNode answer) {
    if (watches.containsKey(name) && !stopped) {
      groups.put(name, ConsulTargets.group(name, datacenter, config.tagSeparator(), answer));
      sink.accept(List.copyOf(groups.values()));
    }
  }

  private String scope() {
    List<String> parts = new ArrayList<>();
    add(parts, "dc", config.datacenter());
    add(parts, "ns", config.namespace());
    add(parts, "partition", config.partition());
    return String.join("&", parts);
  }

  private static void add(List<String> parts, String name, String value) {
    if (!value.isEmpty()) {
      parts.add(name + "=" + encoded(value));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String ownDatacenter() throws IOException {
    Fetched fetched = get("/v1/agent/self", Duration.ofSeconds(30));
    JsonNode self = JSON.readTree(fetched.body(), 0, fetched.length());
    String name = self.path("Config").path("Datacenter").asText();
    if (name.isEmpty()) {
      throw new IOException("invalid value for Config.Datacenter in the answer of the agent");
    }
    return name;
  }

  private Fetched get(String path, Duration timeout) throws IOException {
    URI url = URI.create(config.scheme() + "://" + config.server() + prefix() + path);
    return fetcher.fetch(url, headers, timeout, LARGEST_ANSWER);
  }

  private String prefix() {
    String prefix = config.pathPrefix();
    return prefix.isEmpty() || prefix.startsWith("/") ? prefix : "/" + prefix;
  }

  private static long index(Fetched fetched) {
    String text = fetched.header("x-consul-index");
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void stop() {
    stopped = true;
    fetcher.close();
  }
}
