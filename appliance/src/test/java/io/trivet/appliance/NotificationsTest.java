package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.core.error.TrivetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NotificationsTest {
  private static final String GOOD =
      """
      self: {scrape: false}
      server:
        address: 127.0.0.1
        prometheus: {port: 0}
        loki: {enabled: false}
        tempo: {enabled: false}
        otlp_http: {enabled: false}
        otlp_grpc: {enabled: false}
        max_notifications_subscribers: 1
      """;

  @TempDir Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("trivet.yaml"), yaml);
  }

  private Appliance start() throws IOException {
    ConfigurationSource source =
        new ConfigurationSource(
            write(GOOD), Map.of(), List.of("storage.data_dir=" + directory.resolve("data")));
    return Appliance.start(
        source,
        Configuration.load(source),
        InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")));
  }

  private HttpResponse<InputStream> get(Appliance appliance, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + appliance.places().local("prometheus") + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
  }

  private String list(Appliance appliance) throws IOException, InterruptedException {
    try (InputStream body = get(appliance, "/api/v1/notifications").body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String event(String text, boolean active) {
    return "{\"text\":\""
        + text
        + "\",\"date\":\"2026-03-01T12:00:00Z\",\"active\":"
        + active
        + "}";
  }

  private static String next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && (line.isEmpty() || line.equals(":"))) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void subscribers_are_told_of_a_failed_reload_its_end_and_the_stop() throws Exception {
    String failed = "Configuration reload has failed.";
    Appliance appliance = start();
    HttpResponse<InputStream> live = get(appliance, "/api/v1/notifications/live");
    assertThat(live.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      assertThat(list(appliance)).isEqualTo("{\"status\":\"success\",\"data\":[]}");
      write("no_such_key: 1\n");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(appliance::reload).isInstanceOf(TrivetException.class);
      }
      assertThat(next(lines)).isEqualTo("data: " + event(failed, true));
      assertThat(list(appliance))
          .isEqualTo("{\"status\":\"success\",\"data\":[" + event(failed, true) + "]}");
      write(GOOD);
      appliance.reload();
      assertThat(next(lines)).isEqualTo("data: " + event(failed, false));
      assertThat(list(appliance)).isEqualTo("{\"status\":\"success\",\"data\":[]}");
      appliance.close();
      assertThat(next(lines)).startsWith("data: {\"text\":\"Prometheus is shutting down");
      assertThat(next(lines)).as("the end").isEqualTo("null");
    } finally {
      appliance.close();
    }
  }

  @Test
  void who_comes_when_all_places_are_taken_is_sent_away() throws Exception {
    try (Appliance appliance = start()) {
      HttpResponse<InputStream> first = get(appliance, "/api/v1/notifications/live");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(get(appliance, "/api/v1/notifications/live").statusCode()).isEqualTo(204);
      first.body().close();
    }
  }
}
