package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.http.Router;
import io.trivet.appliance.testing.LocalServer;
import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What clients read of targets and of what they say.
class TargetsOverHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer http;

  @BeforeEach
  void start() throws IOException {
    ScrapeTargets targets = new Two();
    Router.Builder router = Router.builder();
    new MetadataEndpoints(targets).routes(router);
    new TargetEndpoints(targets, () -> new GlobalUrl("http://vm:9090", 9090)).routes(router);
    http = LocalServer.start(Map.of("prometheus", router.build()));
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void a_limit_of_metadata_keeps_further_targets_out_and_tells_each_one_whole() throws Exception {
    assertThat(told("")).containsExactly("a 1", "a 2", "a 3", "b 1", "b 2", "b 3");
    assertThat(told("?limit=-1")).hasSize(6);
    assertThat(told("?limit=4")).hasSize(6);
    assertThat(told("?limit=3")).containsExactly("a 1", "a 2", "a 3");
    assertThat(told("?limit=1")).containsExactly("a 1", "a 2", "a 3");
    assertThat(told("?limit=0")).isEmpty();
    assertThat(told("?limit=1&match_target=%7bjob=%22b%22%7d"))
        .containsExactly("b 1", "b 2", "b 3");
  }

  @Test
  void a_target_on_this_machine_has_a_url_for_other_machines() throws Exception {
    JsonNode first = data("/api/v1/targets").get("activeTargets").get(0);
    assertThat(first.get("scrapeUrl").asText()).isEqualTo("http://localhost:8080/metrics");
    assertThat(first.get("globalUrl").asText()).isEqualTo("http://vm:8080/metrics");
  }

  private List<String> told(String query) throws IOException, InterruptedException {
    List<String> told = new ArrayList<>();
    for (JsonNode one : data("/api/v1/targets/metadata" + query)) {
      told.add(one.at("/target/job").asText() + " " + one.get("metric").asText());
    }
    return told;
  }

  private JsonNode data(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + http.port("prometheus") + path);
    String body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    return JSON.readTree(body).get("data");
  }

  /// Two targets with three metrics each.
  private static final class Two implements ScrapeTargets {
    @Override
    public List<Active> active() {
      return List.of(target("a"), target("b"));
    }

    private static Active target(String job) {
      MetricMetadata said = new MetricMetadata("gauge", "Said.", "");
      Map<String, MetricMetadata> metadata = new TreeMap<>();
      List.of("1", "2", "3").forEach(metric -> metadata.put(metric, said));
      return new Active(
          job,
          Labels.of("job", job),
          Labels.of("job", job),
          "http://localhost:8080/metrics",
          "",
          null,
          0,
          "unknown",
          "15s",
          "10s",
          metadata);
    }

    @Override
    public List<Dropped> dropped() {
      return List.of();
    }

    @Override
    public List<String> pools() {
      return List.of("a", "b");
    }

    @Override
    public List<RelabelStep> relabelSteps(String pool, Labels labels) {
      return List.of();
    }

    @Override
    public String poolConfig(String pool) {
      return "";
    }
  }
}
