package io.trivet.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.HttpSdConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpFetcherTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private HttpServer other;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.startVirtualThread(task));
    server.createContext(
        "/plain", exchange -> answer(exchange, 200, "a 1\n".getBytes(StandardCharsets.UTF_8)));
    server.createContext(
        "/gzip",
        exchange -> {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[100_000]);
          }
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, packed.toByteArray());
        });
    server.createContext("/gone", exchange -> answer(exchange, 410, new byte[0]));
    server.createContext(
        "/away",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/plain");
          answer(exchange, 302, new byte[0]);
        });
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write('a');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/token",
        exchange -> {
          seen.put(
              "form", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(
              exchange,
              200,
              "{\"access_token\":\"t1\",\"expires_in\":60}".getBytes(StandardCharsets.UTF_8));
        });
    other.createContext(
        "/plain", exchange -> answer(exchange, 200, "b 2\n".getBytes(StandardCharsets.UTF_8)));
    server.start();
    other.start();
  }

  @AfterEach
  void close() {
    end.countDown();
    server.stop(0);
    other.stop(0);
    timer.shutdownNow();
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    seen.put(
        exchange.getLocalAddress().getPort() == server.getAddress().getPort() ? "server" : "other",
        authorization == null ? "" : authorization);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static HttpClientOptions options(Object... keysAndValues) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("url", "http://x");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return RecordBinder.bind(HttpSdConfig.class, keys).http();
  }

  private Fetched fetch(String path, long limit, HttpClientOptions options) throws FetchException {
    return fetch(path, limit, options, Duration.ofMinutes(1));
  }

  private Fetched fetch(String path, long limit, HttpClientOptions options, Duration timeout)
      throws FetchException {
    try (HttpFetcher fetcher =
        new HttpFetcher(
            options,
            new NioFiles(),
            task -> Thread.startVirtualThread(task),
            timer,
            InstantSource.system())) {
      return fetcher.fetch(uri(path), Map.of(), timeout, limit);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static String text(Fetched fetched) {
    return new String(fetched.body(), 0, fetched.length(), StandardCharsets.UTF_8);
  }

  @Test
  void hands_over_body_and_type() throws FetchException {
    Fetched fetched = fetch("/plain", 0, options());
    assertThat(text(fetched)).isEqualTo("a 1\n");
    assertThat(fetched.contentType()).isEqualTo("text/plain");
    assertThat(fetched.body().length).isGreaterThan(fetched.length());
  }

  @Test
  void limits_count_uncompressed_bytes() throws FetchException {
    assertThat(fetch("/gzip", 100_001, options()).length()).isEqualTo(100_000);
    assertThatThrownBy(() -> fetch("/gzip", 100_000, options()))
        .hasMessage("body size limit exceeded");
  }

  @Test
  void other_statuses_and_closed_ports_are_errors() {
    assertThatThrownBy(() -> fetch("/gone", 0, options()))
        .hasMessage("server returned HTTP status 410 Gone");
    URI closed = uri("/plain");
    server.stop(0);
    assertThatThrownBy(() -> fetch("/plain", 0, options()))
        .isInstanceOf(FetchException.class)
        .hasMessageStartingWith("Get \"" + closed + "\": ");
  }

  @Test
  void the_time_limit_covers_the_body() {
    assertThatThrownBy(() -> fetch("/slow", 0, options(), Duration.ofMillis(500)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("context deadline exceeded");
  }

  @Test
  void redirects_are_followed_without_the_credentials_of_the_first_host() throws FetchException {
    HttpClientOptions secret = options("bearer_token", "s3cret");
    assertThat(text(fetch("/away", 0, secret))).isEqualTo("b 2\n");
    assertThat(seen).containsEntry("server", "Bearer s3cret").containsEntry("other", "");
    assertThatThrownBy(() -> fetch("/away", 0, options("follow_redirects", false)))
        .hasMessage("server returned HTTP status 302 Found");
  }

  @Test
  void credentials_may_stand_in_files(@TempDir Path folder) throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, "pass\n");
    fetch(
        "/plain",
        0,
        options("basic_auth", Map.of("username", "me", "password_file", password.toString())));
    // base64("me:pass")
    assertThat(seen).containsEntry("server", "Basic bWU6cGFzcw==");
    fetch("/plain", 0, options("authorization", Map.of("type", "Token", "credentials", "abc")));
    assertThat(seen).containsEntry("server", "Token abc");
  }

  @Test
  void tokens_are_fetched_by_client_credentials() throws FetchException {
    fetch(
        "/plain",
        0,
        options(
            "oauth2",
            Map.of(
                "client_id",
                "id",
                "client_secret",
                "secret",
                "token_url",
                uri("/token").toString(),
                "scopes",
                List.of("a", "b"))));
    assertThat(seen)
        .containsEntry("form", "grant_type=client_credentials&scope=a+b")
        .containsEntry("server", "Bearer t1");
  }
}
