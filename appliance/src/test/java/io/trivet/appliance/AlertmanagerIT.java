package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Alertmanager hears of an alert that fires and is resolved.
final class AlertmanagerIT {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private JsonNode get(String url) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? JSON.readTree(answer.body())
          : JSON.createObjectNode().put("status", answer.statusCode());
    } catch (ConnectException e) {
      return JSON.createObjectNode().put("refused", true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void eventually(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(condition);
  }

  @Test
  void an_alert_fires_is_found_and_is_resolved() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String manager = "http://127.0.0.1:" + port;
    Files.writeString(
        folder.resolve("am.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + folder.resolve("am.yml"),
                "--storage.path=" + folder.resolve("am"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("am.log").toFile())
            .start();
    try {
      eventually("Alertmanager", () -> get(manager + "/api/v2/alerts").isArray());
      hears(port, manager);
    } finally {
      process.destroy();
    }
  }

  private void hears(int port, String manager) throws IOException {
    Files.writeString(
        folder.resolve("rules.yml"),
        """
        groups:
          - name: g
            interval: 1s
            rules:
              - alert: Short
                expr: vector(time()) < %d
                labels: {severity: page}
                annotations: {summary: "as of {{ $externalLabels.replica }}"}
        """
            .formatted(Instant.now().getEpochSecond() + 15));
    Path file =
        Files.writeString(
            folder.resolve("trivet.yaml"),
            """
            self: {scrape: false}
            server: {address: 127.0.0.1, single_port: 0, otlp_grpc: {enabled: false}}
            global: {external_labels: {replica: a}}
            rule_files: ["*.yml"]
            alerting:
              alertmanagers:
                - static_configs: [{targets: ["127.0.0.1:%d"]}]
            """
                .formatted(port));
    Files.delete(folder.resolve("am.yml"));
    ConfigurationSource source =
        new ConfigurationSource(
            file, Map.of(), List.of("storage.data_dir=" + folder.resolve("data")));
    try (Appliance appliance =
        Appliance.start(source, Configuration.load(source), InstantSource.system())) {
      String own = "http://127.0.0.1:" + appliance.places().listeners().getFirst().port();
      eventually("the alert", () -> !get(manager + "/api/v2/alerts").isEmpty());
      JsonNode alert = get(manager + "/api/v2/alerts").path(0);
      assertThat(alert.path("labels").toString())
          .isEqualTo("{\"alertname\":\"Short\",\"replica\":\"a\",\"severity\":\"page\"}");
      assertThat(alert.path("annotations").path("summary").asText()).isEqualTo("as of a");
      assertThat(alert.path("generatorURL").asText())
          .endsWith("/graph?g0.expr=vector%28time%28%29%29+%3C+" + expression(own) + "&g0.tab=1");
      assertThat(
              get(own + "/api/v1/alertmanagers")
                  .path("data")
                  .path("activeAlertmanagers")
                  .toString())
          .isEqualTo("[{\"url\":\"" + manager + "/api/v2/alerts\"}]");
      assertThat(get(own + "/api/v1/alerts").path("data").path("alerts").path(0).path("state"))
          .hasToString("\"firing\"");
      // Well before the four minutes after which it would be forgotten without a word.
      eventually("the end of the alert", () -> get(manager + "/api/v2/alerts").isEmpty());
    }
  }

  /// The number in the expression of the rule.
  private String expression(String own) {
    String query =
        get(own + "/api/v1/rules")
            .path("data")
            .path("groups")
            .path(0)
            .path("rules")
            .path(0)
            .path("query")
            .asText();
    return query.substring(query.indexOf('<') + 2);
  }
}
