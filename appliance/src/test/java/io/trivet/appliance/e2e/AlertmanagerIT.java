package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Alertmanager hears of an alert that fires and is resolved.
final class AlertmanagerIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static JsonNode get(URI url) throws IOException {
    return JSON.readTree(HttpSender.get(url).body());
  }

  @Test
  void an_alert_fires_is_found_and_is_resolved() throws IOException {
    String program = Program.installed("prometheus-alertmanager");
    int port = Program.freePort();
    Path settings =
        Files.writeString(
            folder.resolve("am.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
    URI alerts = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
    try (Program manager =
            Program.start(
                folder,
                program,
                "--config.file=" + settings,
                "--storage.path=" + folder.resolve("am"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=");
        ServerProcess server =
            ServerProcess.start(folder, "--config", configuration(port).toString())) {
      Program.eventually("Alertmanager", () -> get(alerts).isArray());
      Program.eventually("the alert", () -> get(alerts).size() == 1);
      JsonNode alert = get(alerts).path(0);
      assertThat(alert.path("labels").toString())
          .isEqualTo("{\"alertname\":\"Missing\",\"replica\":\"a\",\"severity\":\"page\"}");
      assertThat(alert.path("annotations").path("summary").asText()).isEqualTo("as of a");
      assertThat(alert.path("generatorURL").asText())
          .endsWith("/graph?g0.expr=absent%28found%29&g0.tab=1");
      assertThat(
              get(server.url("prometheus", "/api/v1/alertmanagers"))
                  .at("/data/activeAlertmanagers")
                  .toString())
          .isEqualTo("[{\"url\":\"" + alerts + "\"}]");
      assertThat(get(server.url("prometheus", "/api/v1/alerts")).at("/data/alerts/0/state"))
          .hasToString("\"firing\"");
      find(server);
      // Well before the four minutes after which it would be forgotten without a word.
      Program.eventually("the end of the alert", () -> get(alerts).isEmpty());
      manager.stop();
    }
  }

  private Path configuration(int managerPort) throws IOException {
    Files.writeString(
        folder.resolve("rules.yml"),
        """
        groups:
          - name: g
            interval: 1s
            rules:
              - alert: Missing
                expr: absent(found)
                labels: {severity: page}
                annotations: {summary: "as of {{ $externalLabels.replica }}"}
        """);
    return Files.writeString(
        folder.resolve("trivet.yaml"),
        """
        self: {scrape: false}
        global: {external_labels: {replica: a}}
        rule_files: [rules.yml]
        alerting:
          alertmanagers:
            - static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(managerPort));
  }

  /// Sends what the alert misses.
  private static void find(ServerProcess server) throws IOException {
    String now = Long.toString(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    String body =
        """
        {"resourceMetrics": [{"scopeMetrics": [{"metrics": [
          {"name": "found", "gauge": {"dataPoints": [{"asDouble": 1, "timeUnixNano": "%s"}]}}]}]}]}
        """
            .formatted(now);
    HttpSender.Reply reply =
        HttpSender.post(
            server.url("otlp_http", "/v1/metrics"),
            body.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }
}
