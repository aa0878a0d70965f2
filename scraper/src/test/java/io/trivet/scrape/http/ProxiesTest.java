package io.trivet.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.HttpClientOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class ProxiesTest {
  private static Proxies proxies(Map<String, ?> keys, Map<String, String> environment) {
    return Proxies.of(RecordBinder.bind(HttpClientOptions.class, keys), environment::get);
  }

  private static boolean isDirect(String noProxy, String url) {
    Proxies proxies = proxies(Map.of("proxy_url", "http://p:1", "no_proxy", noProxy), Map.of());
    return proxies.proxyOf(URI.create(url)) == null;
  }

  @Test
  void no_proxy_names_hosts_domains_networks_and_ports() {
    assertThat(isDirect("", "http://localhost/")).isFalse();
    assertThat(isDirect("x", "http://localhost/")).isTrue();
    assertThat(isDirect("x", "http://127.0.0.9/")).isTrue();
    assertThat(isDirect("*", "http://any.where/")).isTrue();
    assertThat(isDirect("plain.net", "http://sub.plain.net/")).isTrue();
    assertThat(isDirect("plain.net", "http://notplain.net/")).isFalse();
    assertThat(isDirect(".example.org", "http://a.example.org/")).isTrue();
    assertThat(isDirect(".example.org", "http://example.org/")).isFalse();
    assertThat(isDirect("*.example.org", "http://A.example.org/")).isTrue();
    assertThat(isDirect("a, 10.0.0.0/8", "http://10.9.8.7:9100/")).isTrue();
    assertThat(isDirect("10.0.0.0/8", "http://11.0.0.1/")).isFalse();
    assertThat(isDirect("10.0.0.0/8", "http://ten.example/")).isFalse();
    assertThat(isDirect("fd00::/8", "http://[fd00::1]:9100/")).isTrue();
    assertThat(isDirect("fd00::1", "http://[fd00::1]:9100/")).isTrue();
    assertThat(isDirect("10.0.0.1", "http://10.0.0.1/")).isTrue();
    assertThat(isDirect("h:9100", "http://h:9100/")).isTrue();
    assertThat(isDirect("h:443", "https://h/")).isTrue();
    assertThat(isDirect("h:9100", "http://h:9101/")).isFalse();
    assertThat(isDirect("[fd00::1]:80", "http://[fd00::1]/")).isTrue();
  }

  @Test
  void the_environment_names_a_proxy_for_each_scheme() {
    Proxies proxies =
        proxies(
            Map.of("proxy_from_environment", "true"),
            Map.of("HTTP_PROXY", "plain:3128", "https_proxy", "http://s:1", "NO_PROXY", "in"));
    assertThat(proxies.proxyOf(URI.create("http://a/"))).hasToString("http://plain:3128");
    assertThat(proxies.proxyOf(URI.create("https://a/"))).hasToString("http://s:1");
    assertThat(proxies.proxyOf(URI.create("http://in/"))).isNull();
    assertThat(
            proxies(Map.of("proxy_from_environment", "true"), Map.of())
                .proxyOf(URI.create("http://a/")))
        .isNull();
  }

  @Test
  void a_proxy_is_told_who_asks_and_a_target_is_not() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          byte[] body = "a 1\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    int port = server.getAddress().getPort();
    HttpClientOptions options =
        RecordBinder.bind(
            HttpClientOptions.class,
            Map.of("proxy_url", "http://me:p%40ss@127.0.0.1:" + port, "no_proxy", "unused"));
    try (HttpFetcher fetcher =
        new HttpFetcher(options, new NioFiles(), Runnable::run, timer, InstantSource.system())) {
      fetcher.fetch(URI.create("http://far.example/m"), Map.of(), Duration.ofSeconds(5), 0);
      fetcher.fetch(
          URI.create("http://127.0.0.1:" + port + "/m"), Map.of(), Duration.ofSeconds(5), 0);
    } finally {
      server.stop(0);
      timer.shutdownNow();
    }
    assertThat(seen).containsExactly("http://far.example/m Basic bWU6cEBzcw==", "/m null");
  }
}
