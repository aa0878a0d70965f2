package io.trivet.scrape.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.ConsulSdConfig;
import io.trivet.scrape.http.HttpFetcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsulDiscoveryTest {
  private static final String META = "__meta_consul_";
  private static final String WEB =
      """
      [{"Node": {"Node": "n1", "Address": "10.0.0.1", "Meta": {"rack-no": "7"},
                 "TaggedAddresses": {"wan": "1.2.3.4"}},
        "Service": {"ID": "web-1", "Service": "web", "Tags": ["blue", "v2"], "Address": "10.0.0.2",
                    "Port": 8080, "Meta": {"team": "x"}},
        "Checks": [{"CheckID": "serfHealth", "Status": "passing"},
                   {"CheckID": "service:web", "Status": "warning"}]},
       {"Node": {"Node": "n2", "Address": "10.0.0.3"},
        "Service": {"ID": "web-2", "Service": "web", "Tags": [], "Address": "", "Port": 8081},
        "Checks": [{"CheckID": "_node_maintenance", "Status": "critical"}]}]
      """;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final StubServer server = new StubServer();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile List<TargetGroup> found = List.of();
  private @Nullable Discovery discovery;

  @AfterEach
  void close() {
    if (discovery != null) {
      discovery.stop();
    }
    server.close();
    timer.shutdownNow();
    blocking.shutdownNow();
  }

  private void start(Object... keysAndValues) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("server", server.address());
    keys.put("refresh_interval", "10ms");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    Discovery made =
        new ConsulDiscovery(
            RecordBinder.bind(ConsulSdConfig.class, keys),
            new Discoveries.Environment(
                options ->
                    new HttpFetcher(
                        options, new NioFiles(), blocking, timer, InstantSource.system()),
                new NioFiles(),
                timer,
                blocking,
                "Test/1",
                failures::incrementAndGet));
    discovery = made;
    made.start(groups -> found = groups);
  }

  private void await(Predicate<List<Labels>> wanted) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::targets, wanted);
  }

  private List<Labels> targets() {
    return found.stream().flatMap(group -> group.targets().stream()).toList();
  }

  private void answer(String path, String body, long index) {
    server.headers.put(path, List.of("X-Consul-Index", Long.toString(index)));
    server.answers.put(path, body);
  }

  @Test
  void instances_of_a_service_carry_what_the_catalogue_says() throws Exception {
    server.answers.put("/v1/agent/self", "{\"Config\": {\"Datacenter\": \"dc1\"}}");
    answer("/v1/health/service/web", WEB, 5);
    start("services", List.of("web"), "token", "secret");
    await(targets -> targets.size() == 2);
    assertThat(targets())
        .containsExactly(
            Labels.of(
                "__address__",
                "10.0.0.2:8080",
                META + "address",
                "10.0.0.1",
                META + "dc",
                "dc1",
                META + "health",
                "warning",
                META + "metadata_rack_no",
                "7",
                META + "node",
                "n1",
                META + "service",
                "web",
                META + "service_address",
                "10.0.0.2",
                META + "service_id",
                "web-1",
                META + "service_metadata_team",
                "x",
                META + "service_port",
                "8080",
                META + "tagged_address_wan",
                "1.2.3.4",
                META + "tags",
                ",blue,v2,"),
            Labels.of(
                "__address__",
                "10.0.0.3:8081",
                META + "address",
                "10.0.0.3",
                META + "dc",
                "dc1",
                META + "health",
                "maintenance",
                META + "node",
                "n2",
                META + "service",
                "web",
                META + "service_id",
                "web-2",
                META + "service_port",
                "8081",
                META + "tags",
                ",,"));
    assertThat(server.token).isEqualTo("secret");
  }

  @Test
  void services_that_come_and_go_are_followed_by_blocking_queries() throws Exception {
    answer("/v1/catalog/services", "{\"web\": [\"blue\"], \"db\": []}", 1);
    answer("/v1/health/service/web", WEB, 5);
    answer("/v1/health/service/db", "[]", 5);
    start("datacenter", "dc2", "tags", List.of("blue"), "node_meta", Map.of("rack", "7"));
    await(targets -> targets.size() == 2);
    assertThat(targets()).extracting(labels -> labels.get(META + "dc")).containsOnly("dc2");
    assertThat(server.queries)
        .contains("dc=dc2&node-meta=rack:7&stale=", "dc=dc2&tag=blue&node-meta=rack:7&stale=");
    answer("/v1/health/service/web", "[]", 6);
    await(List::isEmpty);
    assertThat(targets()).isEmpty();
    assertThat(server.queries)
        .contains("dc=dc2&tag=blue&node-meta=rack:7&stale=&index=5&wait=120000ms");
    answer("/v1/health/service/web", WEB, 7);
    await(targets -> targets.size() == 2);
    answer("/v1/catalog/services", "{\"db\": []}", 2);
    await(List::isEmpty);
    assertThat(targets()).isEmpty();
  }

  @Test
  void a_failure_is_counted_and_keeps_the_targets() throws Exception {
    answer("/v1/health/service/web", WEB, 5);
    start("datacenter", "dc1", "services", List.of("web"));
    await(targets -> targets.size() == 2);
    server.answers.remove("/v1/health/service/web");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> failures.get() > 0);
    assertThat(targets()).hasSize(2);
  }
}
