package io.trivet.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.trivet.core.label.Labels;
import io.trivet.scrape.config.BasicAuth;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.KubernetesMonitors;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.kubernetes.MockCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoredJobsTest {
  private final MockCluster cluster = new MockCluster();
  final KubernetesClient client = cluster.client;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final RecordingStore store = new RecordingStore(System.currentTimeMillis());
  private final FakeFetcher fetcher = new FakeFetcher();
  private final List<HttpClientOptions> clients = new CopyOnWriteArrayList<>();
  private final ScrapeService service =
      new ScrapeService(
          new ScrapeEnvironment(
              store::appender,
              options -> {
                clients.add(options);
                return fetcher;
              },
              new NioFiles(),
              timer,
              blocking,
              InstantSource.system(),
              (file, job, target, error) -> {},
              "Test/1",
              0),
          keys -> RecordBinder.bind(ScrapeConfig.class, keys));

  @BeforeEach
  void define() {
    for (String kind : List.of("ServiceMonitor", "PodMonitor")) {
      cluster.server.expectCustomResource(
          new CustomResourceDefinitionContext.Builder()
              .withGroup("monitoring.coreos.com")
              .withVersion("v1")
              .withKind(kind)
              .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
              .withScope("Namespaced")
              .build());
    }
  }

  @AfterEach
  void close() {
    service.stop(false);
    timer.shutdownNow();
    blocking.shutdownNow();
    cluster.close();
  }

  private void start(Object... keysAndValues) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("api_server", client.getMasterUrl().toString());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    service.start(
        new ScrapeOptions(
            GlobalScrape.defaults(),
            List.of(),
            RecordBinder.bind(KubernetesMonitors.class, keys),
            ScrapeOptions.Features.NONE));
  }

  private static void await(BooleanSupplier done) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(done::getAsBoolean);
  }

  private void create(String yaml) {
    client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create();
  }

  private static final String CART_MONITOR =
      """
      apiVersion: monitoring.coreos.com/v1
      kind: ServiceMonitor
      metadata: {name: cart, namespace: monitoring}
      spec:
        jobLabel: app
        targetLabels: [team]
        podTargetLabels: [app.kubernetes.io/version]
        namespaceSelector: {matchNames: [shop]}
        sampleLimit: 1000
        selector:
          matchLabels: {app: cart}
          matchExpressions:
            - {key: team, operator: In, values: [x, y]}
            - {key: hidden, operator: DoesNotExist}
        endpoints:
          - port: http
            path: /m
            interval: 7s
            scheme: HTTPS
            params: {a: [b]}
            basicAuth:
              username: {name: login, key: user}
              password: {name: login, key: pass}
            tlsConfig: {insecureSkipVerify: true}
            relabelings:
              - {action: Replace, targetLabel: cluster, replacement: c1}
            metricRelabelings:
              - {action: Drop, sourceLabels: [__name__], regex: 'go_.*'}
      """;

  private static final String LOGIN =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: login, namespace: monitoring}
      data: {user: bWU=, pass: c2VjcmV0}
      """;

  private static final String CART_POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: cart-1, namespace: shop, labels: {app.kubernetes.io/version: v3}}
      spec:
        containers:
          - name: web
            ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9090}]
      status: {podIP: 10.1.0.5, phase: Running}
      """;

  private void createCart() {
    client.resource(LOGIN).create();
    client.resource(CART_POD).create();
    for (String name : List.of("cart", "other")) {
      client
          .resource(
              """
              apiVersion: v1
              kind: Service
              metadata: {name: %1$s, namespace: shop, labels: {app: %1$s, team: x}}
              """
                  .formatted(name))
          .create();
      client
          .resource(
              """
              apiVersion: discovery.k8s.io/v1
              kind: EndpointSlice
              metadata:
                {name: %1$s-abc, namespace: shop, labels: {kubernetes.io/service-name: %1$s}}
              addressType: IPv4
              ports: [{name: http, port: 8080}]
              endpoints:
                - addresses: [10.1.0.5]
                  targetRef: {kind: Pod, namespace: shop, name: cart-1}
              """
                  .formatted(name))
          .create();
    }
  }

  @Test
  void the_endpoints_of_a_service_monitor_are_scraped_with_the_labels_dashboards_expect()
      throws Exception {
    createCart();
    create(CART_MONITOR);
    start();
    await(() -> !service.targets(null).isEmpty());
    assertThat(service.targets(null))
        .singleElement()
        .satisfies(target -> {
          assertThat(target.pool()).isEqualTo("serviceMonitor/monitoring/cart/0");
          assertThat(target.scrapeUrl()).hasToString("https://10.1.0.5:8080/m?a=b");
          assertThat(target.scrapeInterval()).hasSeconds(7);
          assertThat(target.labels())
              .isEqualTo(
                  Labels.of(
                      "app_kubernetes_io_version", "v3",
                      "cluster", "c1",
                      "container", "web",
                      "endpoint", "http",
                      "instance", "10.1.0.5:8080",
                      "job", "cart",
                      "namespace", "shop",
                      "pod", "cart-1",
                      "service", "cart",
                      "team", "x"));
        });
    assertThat(clients)
        .anySatisfy(options -> {
          assertThat(options.basicAuth()).isEqualTo(new BasicAuth("me", "", "secret", ""));
          assertThat(options.tlsConfig()).isNotNull();
        });
    // The other service, and the port of the pod that no endpoint has.
    assertThat(service.droppedTargets(null)).hasSize(3);
    client
        .genericKubernetesResources("monitoring.coreos.com/v1", "ServiceMonitor")
        .inNamespace("monitoring")
        .withName("cart")
        .delete();
    await(() -> service.pools().isEmpty());
    assertThat(service.pools()).isEmpty();
  }

  @Test
  void the_endpoints_of_a_pod_monitor_are_scraped() throws Exception {
    createCart();
    create(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: PodMonitor
        metadata: {name: carts, namespace: shop}
        spec:
          selector: {}
          podMetricsEndpoints:
            - portNumber: 9090
        """);
    start("service_monitors", "false");
    await(() -> !service.targets(null).isEmpty());
    assertThat(service.targets(null))
        .extracting(TargetHealth::labels)
        .containsExactly(
            Labels.of(
                "container", "web",
                "instance", "10.1.0.5:9090",
                "job", "shop/carts",
                "namespace", "shop",
                "pod", "cart-1"));
  }

  @Test
  void an_endpoint_whose_secret_is_missing_or_whose_files_are_not_allowed_is_left_out_and_counted()
      throws Exception {
    create(CART_MONITOR);
    create(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: files, namespace: shop}
        spec:
          selector: {}
          endpoints:
            - {port: a, bearerTokenFile: /etc/passwd}
            - {port: b}
        """);
    start("file_access", "false");
    await(() -> !service.pools().isEmpty());
    assertThat(service.pools()).containsExactly("serviceMonitor/shop/files/1");
    assertThat(service.counters().get(ScrapeCounter.DISCOVERY_FAILURES)).isGreaterThanOrEqualTo(2);
  }
}
