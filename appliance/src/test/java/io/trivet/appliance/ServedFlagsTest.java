package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What flags of Prometheus do to a running server.
class ServedFlagsTest {
  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  private Appliance start(String... flags) throws IOException {
    return startOn(null, flags);
  }

  private Appliance startOn(@Nullable Path file, String... flags) throws IOException {
    List<String> settings =
        new ArrayList<>(List.of("self.scrape=false", "server.address=127.0.0.1"));
    for (String unused : List.of("loki", "tempo", "otlp_grpc", "otlp_http")) {
      settings.add("server." + unused + ".enabled=false");
    }
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--storage.tsdb.path=" + directory.resolve("data"));
    if (all.stream().noneMatch(flag -> flag.startsWith("--web.listen-address"))) {
      all.add("--web.listen-address=127.0.0.1:0");
    }
    ConfigurationSource source = new ConfigurationSource(file, Map.of(), all, settings);
    return Appliance.start(source, Configuration.load(source), InstantSource.system());
  }

  private HttpResponse<String> send(
      Appliance appliance, String method, String path, String... headers)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + appliance.places().local("prometheus") + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private int status(Appliance appliance, String method, String path, String... headers)
      throws IOException, InterruptedException {
    return send(appliance, method, path, headers).statusCode();
  }

  @Test
  void the_path_of_the_external_url_stands_before_every_path() throws Exception {
    try (Appliance appliance = start("--web.external-url=https://example/prom")) {
      assertThat(status(appliance, "GET", "/prom/")).isEqualTo(200);
      assertThat(status(appliance, "GET", "/prom/-/healthy")).isEqualTo(200);
      assertThat(status(appliance, "GET", "/prom/api/v1/query?query=1")).isEqualTo(200);
      assertThat(status(appliance, "GET", "/prom/metrics")).isEqualTo(200);
      assertThat(status(appliance, "GET", "/api/v1/query?query=1")).isEqualTo(404);
    }
  }

  @Test
  void only_origins_that_match_may_read() throws Exception {
    try (Appliance appliance = start("--web.cors.origin=https?://pages[.]example")) {
      String header = "Access-Control-Allow-Origin";
      assertThat(
              send(appliance, "GET", "/-/healthy", "Origin", "https://pages.example")
                  .headers()
                  .firstValue(header))
          .hasValue("https://pages.example");
      assertThat(
              send(appliance, "GET", "/-/healthy", "Origin", "https://pages.example.org")
                  .headers()
                  .firstValue(header))
          .isEmpty();
    }
  }

  @Test
  void apis_are_switched_by_their_flags() throws Exception {
    String[] write = {"Content-Type", "application/x-protobuf"};
    try (Appliance appliance =
        start(
            "--web.enable-admin-api",
            "--no-web.enable-lifecycle",
            "--no-web.enable-remote-write-receiver",
            "--no-web.enable-otlp-receiver")) {
      assertThat(status(appliance, "POST", "/api/v1/admin/tsdb/clean_tombstones")).isEqualTo(204);
      assertThat(status(appliance, "POST", "/-/reload")).isEqualTo(403);
      assertThat(status(appliance, "POST", "/api/v1/write", write)).isEqualTo(404);
      assertThat(status(appliance, "POST", "/api/v1/otlp/v1/metrics", write)).isEqualTo(404);
    }
    try (Appliance appliance = start("--web.enable-lifecycle")) {
      assertThat(status(appliance, "POST", "/api/v1/admin/tsdb/clean_tombstones")).isEqualTo(500);
      assertThat(status(appliance, "POST", "/-/reload")).isEqualTo(200);
      assertThat(status(appliance, "POST", "/api/v1/otlp/v1/metrics", write)).isEqualTo(200);
    }
  }

  @Test
  void messages_of_remote_write_that_are_not_accepted_are_refused_as_unsupported()
      throws Exception {
    try (Appliance appliance =
        start(
            "--web.remote-write-receiver.accepted-protobuf-messages="
                + "io.prometheus.write.v2.Request")) {
      assertThat(
              status(appliance, "POST", "/api/v1/write", "Content-Type", "application/x-protobuf"))
          .isEqualTo(415);
    }
  }

  @Test
  void every_address_serves_the_api() throws Exception {
    int second;
    try (ServerSocket free = new ServerSocket(0)) {
      second = free.getLocalPort();
    }
    try (Appliance appliance =
        start("--web.listen-address=127.0.0.1:0", "--web.listen-address=127.0.0.1:" + second)) {
      assertThat(status(appliance, "GET", "/-/ready")).isEqualTo(200);
      URI other = URI.create("http://127.0.0.1:" + second + "/-/ready");
      assertThat(client.send(HttpRequest.newBuilder(other).build(), BodyHandlers.ofString()))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
    }
  }

  @Test
  void bounds_of_queries_hold() throws Exception {
    try (Appliance appliance = start("--query.max-samples=5")) {
      assertThat(
              send(appliance, "GET", "/api/v1/query_range?query=vector(1)&start=0&end=600&step=60")
                  .body())
          .contains("\"errorType\":\"execution\"");
    }
  }

  @Test
  void searches_ask_for_as_much_as_they_may() throws Exception {
    String path = "/api/v1/search/metric_names?limit=";
    try (Appliance appliance = start("--web.search.max-limit=20")) {
      assertThat(status(appliance, "GET", path + 20 + "&batch_size=5")).isEqualTo(200);
      assertThat(status(appliance, "GET", "/api/v1/search/metric_names")).isEqualTo(200);
      HttpResponse<String> refused = send(appliance, "GET", path + 21);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains("limit 21 exceeds the configured maximum (20, see --web.search.max-limit)");
    }
  }

  @Test
  void the_first_page_is_there_for_clients_that_check_the_connection() throws Exception {
    try (Appliance appliance = start()) {
      assertThat(send(appliance, "GET", "/").body()).contains("/api/v1/query");
      assertThat(status(appliance, "HEAD", "/")).isEqualTo(200);
    }
  }

  @Test
  void links_of_alerts_lead_to_an_answer() throws Exception {
    try (Appliance appliance = start("--web.external-url=https://example/prom")) {
      HttpResponse<String> link =
          send(appliance, "GET", "/prom/graph?g0.expr=up+%3E+bool+0&g0.tab=1");
      assertThat(link.statusCode()).isEqualTo(302);
      String location = link.headers().firstValue("Location").orElse("");
      assertThat(location).isEqualTo("api/v1/query?query=up+%3E+bool+0");
      assertThat(status(appliance, "GET", "/prom/" + location)).isEqualTo(200);
    }
  }

  @Test
  void the_configuration_file_is_shown_however_it_was_named() throws Exception {
    Path file = Files.writeString(directory.resolve("some.yml"), "scrape_configs: []\n");
    String shown = "\"config.file\":\"" + file + "\"";
    try (Appliance appliance = start("--config.file=" + file)) {
      assertThat(send(appliance, "GET", "/api/v1/status/flags").body()).contains(shown);
    }
    try (Appliance appliance = startOn(file)) {
      assertThat(send(appliance, "GET", "/api/v1/status/flags").body()).contains(shown);
    }
  }

  @Test
  void flags_and_retention_are_shown() throws Exception {
    try (Appliance appliance =
        start(
            "--storage.tsdb.retention.time=3d",
            "--storage.tsdb.retention.size=1GB",
            "--enable-feature=type-and-unit-labels",
            "--storage.tsdb.no-lockfile")) {
      assertThat(send(appliance, "GET", "/api/v1/status/flags").body())
          .contains("\"storage.tsdb.retention.time\":\"3d\"")
          .contains("\"enable-feature\":\"type-and-unit-labels\"")
          .contains("\"storage.tsdb.no-lockfile\":\"true\"")
          .contains("\"query.timeout\":\"2m\"");
      assertThat(send(appliance, "GET", "/api/v1/status/runtimeinfo").body())
          .contains("\"storageRetention\":\"3d or 1GiB\"");
    }
  }
}
