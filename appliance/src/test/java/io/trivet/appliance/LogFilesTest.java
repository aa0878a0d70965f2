package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogFilesTest {
  private static final String QUIET =
      """
      self: {scrape: false}
      server:
        address: 127.0.0.1
        prometheus: {port: 0}
        loki: {enabled: false}
        tempo: {enabled: false}
        otlp_http: {enabled: false}
        otlp_grpc: {enabled: false}
      """;

  @TempDir Path directory;
  private final ObjectMapper mapper = new ObjectMapper();

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Appliance start(InstantSource clock, String yaml) throws IOException {
    ConfigurationSource source =
        new ConfigurationSource(
            write("trivet.yaml", QUIET + yaml),
            Map.of(),
            List.of("storage.data_dir=" + directory.resolve("data")));
    return Appliance.start(source, Configuration.load(source), clock);
  }

  private static int get(Appliance appliance, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + appliance.places().local("prometheus") + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(name))) {
      all.add(mapper.readTree(line));
    }
    return all;
  }

  private static String escaped(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  @Test
  void queries_are_logged_with_who_asked_and_what_it_cost() throws Exception {
    Instant now = Instant.parse("2026-03-01T12:00:00.123456Z");
    try (Appliance appliance =
        start(InstantSource.fixed(now), "global: {query_log_file: queries.log}\n")) {
      assertThat(get(appliance, "/api/v1/query?time=60.5&query=" + escaped("vector(1) < 2\n")))
          .isEqualTo(200);
      assertThat(get(appliance, "/api/v1/query_range?start=0&end=60&step=30&query=1"))
          .isEqualTo(200);
      assertThat(get(appliance, "/api/v1/query?timeout=0s&query=up")).isEqualTo(503);
      assertThat(get(appliance, "/api/v1/query?query=up(")).isEqualTo(400);
    }
    List<JsonNode> lines = lines("queries.log");
    assertThat(lines).hasSize(3);
    JsonNode instant = lines.getFirst();
    assertThat(instant.get("time").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(instant.get("msg").asText()).isEqualTo("promql query logged");
    assertThat(instant.get("params").toString())
        .isEqualTo(
            "{\"end\":\"1970-01-01T00:01:00.500Z\",\"query\":\"vector(1) < 2\\n\","
                + "\"start\":\"1970-01-01T00:01:00.500Z\",\"step\":0}");
    assertThat(instant.get("httpRequest").toString())
        .isEqualTo("{\"clientIP\":\"127.0.0.1\",\"method\":\"GET\",\"path\":\"/api/v1/query\"}");
    assertThat(instant.at("/stats/timings/execTotalTime").asDouble()).isPositive();
    assertThat(instant.at("/stats/samples/totalQueryableSamples").isNumber()).isTrue();
    assertThat(instant.has("error")).isFalse();
    assertThat(lines.get(1).get("params").toString())
        .isEqualTo(
            "{\"end\":\"1970-01-01T00:01:00.000Z\",\"query\":\"1\","
                + "\"start\":\"1970-01-01T00:00:00.000Z\",\"step\":30}");
    assertThat(lines.get(2).get("error").asText()).contains("timed out");
  }

  @Test
  void a_reload_opens_the_file_anew_or_lets_it_go() throws Exception {
    try (Appliance appliance =
        start(InstantSource.system(), "global: {query_log_file: queries.log}\n")) {
      get(appliance, "/api/v1/query?query=1");
      Files.move(directory.resolve("queries.log"), directory.resolve("queries.log.1"));
      appliance.reload();
      get(appliance, "/api/v1/query?query=2");
      assertThat(lines("queries.log.1")).hasSize(1);
      assertThat(lines("queries.log")).hasSize(1);
      write("trivet.yaml", QUIET + "global: {query_log_file: none/queries.log}\n");
      assertThatThrownBy(appliance::reload)
          .isInstanceOf(TrivetException.class)
          .hasMessageContaining("global.query_log_file: ")
          .hasMessageContaining("cannot be opened");
      get(appliance, "/api/v1/query?query=3");
      assertThat(lines("queries.log")).hasSize(2);
      write("trivet.yaml", QUIET);
      appliance.reload();
      get(appliance, "/api/v1/query?query=4");
      assertThat(lines("queries.log")).hasSize(2);
    }
  }

  @Test
  void a_file_that_cannot_be_opened_stops_the_start() {
    assertThatThrownBy(() ->
            start(
                InstantSource.system(),
                "scrape_configs: [{job_name: a, scrape_failure_log_file: no/f.log}]\n"))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining("scrape_failure_log_file of job a: ");
  }

  @Test
  void rules_and_failed_scrapes_are_logged() throws Exception {
    write(
        "rules.yml",
        "groups: [{name: g, interval: 100ms, rules: [{record: r, expr: vector(7)}]}]\n");
    try (Appliance _ =
        start(
            InstantSource.system(),
            """
            global:
              query_log_file: queries.log
              scrape_failure_log_file: failures.log
              scrape_interval: 200ms
            rule_files: [rules.yml]
            scrape_configs:
            - job_name: gone
              static_configs: [{targets: ["127.0.0.1:1"]}]
            """)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !lines("queries.log").isEmpty() && !lines("failures.log").isEmpty());
    }
    JsonNode rule = lines("queries.log").getFirst();
    assertThat(rule.at("/params/query").asText()).isEqualTo("vector(7)");
    assertThat(rule.get("ruleGroup").toString())
        .isEqualTo("{\"file\":\"rules.yml\",\"name\":\"g\"}");
    JsonNode failure = lines("failures.log").getFirst();
    assertThat(failure.get("level").asText()).isEqualTo("ERROR");
    assertThat(failure.get("msg").asText()).isNotEmpty();
    assertThat(failure.get("job_name").asText()).isEqualTo("gone");
    assertThat(failure.get("target").asText()).isEqualTo("http://127.0.0.1:1/metrics");
  }
}
