package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.trivet.core.label.Labels;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.KubernetesSdConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/// Targets of a mock API server, and objects to put there.
@SuppressWarnings("NullAway.Init") // open() sets a field
abstract class KubernetesTargetsFixture {
  static final String META = "__meta_kubernetes_";

  private final MockCluster cluster = new MockCluster();
  final KubernetesClient client = cluster.client;

  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  final AtomicInteger changes = new AtomicInteger();
  private KubernetesTargets targets;

  @AfterEach
  void close() {
    if (targets != null) {
      targets.close();
    }
    tasks.shutdownNow();
    cluster.close();
  }

  void open(String role, Object... keysAndValues) throws IOException {
    Map<String, Object> keys = new HashMap<>();
    keys.put("role", role);
    keys.put("api_server", client.getMasterUrl().toString());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    targets =
        new KubernetesTargets(
            RecordBinder.bind(KubernetesSdConfig.class, keys),
            new NioFiles(),
            tasks,
            "Test/1",
            changes::incrementAndGet,
            () -> {});
  }

  /// The groups once they are as wanted.
  Map<String, List<Labels>> groups(Predicate<Map<String, List<Labels>>> wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(targets::groups, groups -> targets.isSynced() && wanted.test(groups));
  }

  List<Labels> group(String source) throws InterruptedException {
    List<Labels> found =
        groups(groups -> groups.containsKey(source)).getOrDefault(source, List.of());
    // The server of the test gives each object an id of its own.
    return found.stream()
        .map(labels -> labels.has(META + "pod_uid") ? labels.with(META + "pod_uid", "u-1") : labels)
        .toList();
  }

  /// Labels whose names begin with the common prefix, written without it.
  static Labels labels(String address, String... namesAndValues) {
    Labels labels = Labels.of("__address__", address);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels = labels.with(META + namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  static Labels merged(Labels labels, String... namesAndValues) {
    Labels all = labels;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all = all.with(META + namesAndValues[i], namesAndValues[i + 1]);
    }
    return all;
  }

  static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("cart-5d8f-x2")
        .withUid("u-1")
        .addToLabels("app.kubernetes.io/name", "cart")
        .addToLabels("pod-template-hash", "5d8f")
        .addToAnnotations("prometheus.io/scrape", "true")
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName("cart-5d8f")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .addNewContainer()
        .withName("web")
        .withImage("cart:1")
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("admin")
        .withContainerPort(9090)
        .withProtocol("TCP")
        .endPort()
        .endContainer()
        .addNewInitContainer()
        .withName("setup")
        .withImage("setup:2")
        .endInitContainer()
        .endSpec()
        .withNewStatus()
        .withPodIP("10.1.0.5")
        .withHostIP("192.168.0.1")
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .addNewContainerStatus()
        .withName("web")
        .withContainerID("containerd://abc")
        .endContainerStatus()
        .endStatus()
        .build();
  }

  static final String[] POD = {
    "pod_name", "cart-5d8f-x2",
    "pod_uid", "u-1",
    "pod_ip", "10.1.0.5",
    "pod_host_ip", "192.168.0.1",
    "pod_phase", "Running",
    "pod_ready", "true",
    "pod_node_name", "n1",
    "pod_controller_kind", "ReplicaSet",
    "pod_controller_name", "cart-5d8f",
    "pod_label_app_kubernetes_io_name", "cart",
    "pod_labelpresent_app_kubernetes_io_name", "true",
    "pod_label_pod_template_hash", "5d8f",
    "pod_labelpresent_pod_template_hash", "true",
    "pod_annotation_prometheus_io_scrape", "true",
    "pod_annotationpresent_prometheus_io_scrape", "true"
  };

  static final String[] HTTP_PORT = {
    "pod_container_name", "web",
    "pod_container_image", "cart:1",
    "pod_container_init", "false",
    "pod_container_port_name", "http",
    "pod_container_port_number", "8080",
    "pod_container_port_protocol", "TCP"
  };

  static final String[] ADMIN_PORT = {
    "pod_container_name", "web",
    "pod_container_image", "cart:1",
    "pod_container_init", "false",
    "pod_container_port_name", "admin",
    "pod_container_port_number", "9090",
    "pod_container_port_protocol", "TCP"
  };

  static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("cart")
        .addToLabels("team", "x")
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("10.0.0.9")
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }
}
