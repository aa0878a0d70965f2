package io.trivet.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.trivet.core.label.Labels;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.KubernetesSdConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init") // the extension and open() set the fields
class KubernetesTargetsTest {
  private static final String META = "__meta_kubernetes_";

  KubernetesMockServer server;
  KubernetesClient client;

  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger changes = new AtomicInteger();
  private KubernetesTargets targets;

  @AfterEach
  void close() {
    if (targets != null) {
      targets.close();
    }
    tasks.shutdownNow();
  }

  private void open(String role, Object... keysAndValues) throws IOException {
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

  /// The groups once they are as wanted, or as they are after ten seconds.
  private Map<String, List<Labels>> groups(Predicate<Map<String, List<Labels>>> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      if (targets.isSynced() && wanted.test(targets.groups())) {
        break;
      }
      Thread.sleep(20);
    }
    return targets.groups();
  }

  private List<Labels> group(String source) throws InterruptedException {
    List<Labels> found =
        groups(groups -> groups.containsKey(source)).getOrDefault(source, List.of());
    // The server of the test gives each object an id of its own.
    return found.stream()
        .map(labels -> labels.has(META + "pod_uid") ? labels.with(META + "pod_uid", "u-1") : labels)
        .toList();
  }

  /// Labels whose names begin with the common prefix, written without it.
  private static Labels labels(String address, String... namesAndValues) {
    Labels labels = Labels.of("__address__", address);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels = labels.with(META + namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  private static Labels merged(Labels labels, String... namesAndValues) {
    Labels all = labels;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all = all.with(META + namesAndValues[i], namesAndValues[i + 1]);
    }
    return all;
  }

  private static Pod pod() {
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

  private static final String[] POD = {
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

  private static final String[] HTTP_PORT = {
    "pod_container_name", "web",
    "pod_container_image", "cart:1",
    "pod_container_init", "false",
    "pod_container_port_name", "http",
    "pod_container_port_number", "8080",
    "pod_container_port_protocol", "TCP"
  };

  private static final String[] ADMIN_PORT = {
    "pod_container_name", "web",
    "pod_container_image", "cart:1",
    "pod_container_init", "false",
    "pod_container_port_name", "admin",
    "pod_container_port_number", "9090",
    "pod_container_port_protocol", "TCP"
  };

  private static Service service() {
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

  @Test
  void a_pod_has_a_target_for_each_port_of_each_container() throws Exception {
    client.pods().resource(pod()).create();
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("tier", "gold")
                .endMetadata()
                .build())
        .create();
    open("pod", "attach_metadata", Map.of("namespace", true, "deployment", true));
    String[] more = {
      "namespace", "shop",
      "namespace_label_tier", "gold",
      "namespace_labelpresent_tier", "true",
      "pod_deployment_name", "cart"
    };
    assertThat(group("pod/shop/cart-5d8f-x2"))
        .containsExactly(
            merged(
                merged(merged(labels("10.1.0.5:8080", POD), HTTP_PORT), more),
                "pod_container_id",
                "containerd://abc"),
            merged(
                merged(merged(labels("10.1.0.5:9090", POD), ADMIN_PORT), more),
                "pod_container_id",
                "containerd://abc"),
            merged(
                merged(labels("10.1.0.5", POD), more),
                "pod_container_name",
                "setup",
                "pod_container_image",
                "setup:2",
                "pod_container_init",
                "true"));
  }

  @Test
  void a_pod_that_comes_and_goes_is_seen() throws Exception {
    open("pod");
    assertThat(groups(Map::isEmpty)).isEmpty();
    client.pods().resource(pod()).create();
    assertThat(group("pod/shop/cart-5d8f-x2")).hasSize(3);
    assertThat(changes.get()).isPositive();
    client.pods().resource(pod()).delete();
    assertThat(groups(Map::isEmpty)).isEmpty();
  }

  @Test
  void only_selected_objects_of_the_named_namespaces_count() throws Exception {
    client.pods().resource(pod()).create();
    client
        .pods()
        .resource(
            new PodBuilder(pod())
                .editMetadata()
                .withName("other")
                .addToLabels("app.kubernetes.io/name", "o")
                .endMetadata()
                .build())
        .create();
    client
        .pods()
        .resource(new PodBuilder(pod()).editMetadata().withNamespace("bank").endMetadata().build())
        .create();
    open(
        "pod",
        "namespaces",
        Map.of("names", List.of("shop")),
        "selectors",
        List.of(Map.of("role", "pod", "label", "app.kubernetes.io/name=cart")));
    assertThat(groups(found -> !found.isEmpty())).containsOnlyKeys("pod/shop/cart-5d8f-x2");
  }

  @Test
  void a_node_is_its_kubelet() throws Exception {
    client
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .addToLabels("zone", "a")
                .addToAnnotations("note.x/y", "z")
                .endMetadata()
                .withNewSpec()
                .withProviderID("aws:///i-1")
                .endSpec()
                .withNewStatus()
                .addNewAddress("h1", "Hostname")
                .addNewAddress("192.168.0.1", "InternalIP")
                .addNewAddress("192.168.0.2", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(10250)
                .endDaemonEndpoints()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .create();
    open("node");
    assertThat(group("node/n1"))
        .containsExactly(
            labels(
                    "192.168.0.1:10250",
                    "node_name",
                    "n1",
                    "node_provider_id",
                    "aws:///i-1",
                    "node_label_zone",
                    "a",
                    "node_labelpresent_zone",
                    "true",
                    "node_annotation_note_x_y",
                    "z",
                    "node_annotationpresent_note_x_y",
                    "true",
                    "node_condition_Ready",
                    "true",
                    "node_address_InternalIP",
                    "192.168.0.1",
                    "node_address_Hostname",
                    "h1")
                .with("instance", "n1"));
  }

  @Test
  void a_service_has_a_target_for_each_port() throws Exception {
    client.services().resource(service()).create();
    client
        .services()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("far")
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("far.example")
                .addNewPort()
                .withPort(443)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build())
        .create();
    open("service");
    assertThat(group("service/shop/cart"))
        .containsExactly(
            labels(
                "cart.shop.svc:80",
                "namespace",
                "shop",
                "service_name",
                "cart",
                "service_type",
                "ClusterIP",
                "service_cluster_ip",
                "10.0.0.9",
                "service_label_team",
                "x",
                "service_labelpresent_team",
                "true",
                "service_port_name",
                "http",
                "service_port_number",
                "80",
                "service_port_protocol",
                "TCP"));
    assertThat(group("service/shop/far"))
        .containsExactly(
            labels(
                "far.shop.svc:443",
                "namespace",
                "shop",
                "service_name",
                "far",
                "service_type",
                "ExternalName",
                "service_external_name",
                "far.example",
                "service_port_number",
                "443",
                "service_port_protocol",
                "TCP"));
  }

  @Test
  void endpoints_carry_the_labels_of_their_service_and_pod_and_the_ports_not_bound()
      throws Exception {
    client.pods().resource(pod()).create();
    client.services().resource(service()).create();
    client
        .endpoints()
        .resource(
            new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart")
                .addToLabels("e", "1")
                .endMetadata()
                .addNewSubset()
                .addNewPort(null, "http", 8080, "TCP")
                .addNewAddress()
                .withIp("10.1.0.5")
                .withNodeName("n1")
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace("shop")
                .withName("cart-5d8f-x2")
                .endTargetRef()
                .endAddress()
                .addNewNotReadyAddress()
                .withIp("10.1.0.6")
                .withHostname("h6")
                .endNotReadyAddress()
                .endSubset()
                .build())
        .create();
    open("endpoints");
    String[] group = {
      "namespace", "shop",
      "endpoints_name", "cart",
      "endpoints_label_e", "1",
      "endpoints_labelpresent_e", "true",
      "service_name", "cart",
      "service_label_team", "x",
      "service_labelpresent_team", "true"
    };
    String[] port = {"endpoint_port_name", "http", "endpoint_port_protocol", "TCP"};
    assertThat(group("endpoints/shop/cart"))
        .containsExactly(
            merged(
                merged(merged(merged(labels("10.1.0.5:8080", group), port), POD), HTTP_PORT),
                "endpoint_ready",
                "true",
                "endpoint_node_name",
                "n1",
                "endpoint_address_target_kind",
                "Pod",
                "endpoint_address_target_name",
                "cart-5d8f-x2"),
            merged(
                merged(labels("10.1.0.6:8080", group), port),
                "endpoint_ready",
                "false",
                "endpoint_hostname",
                "h6"),
            merged(merged(labels("10.1.0.5:9090", group), POD), ADMIN_PORT));
  }

  @Test
  void endpoint_slices_carry_the_labels_of_their_service_pod_and_node() throws Exception {
    client.pods().resource(pod()).create();
    client.services().resource(service()).create();
    client
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .addToLabels("zone", "a")
                .endMetadata()
                .build())
        .create();
    client
        .discovery()
        .v1()
        .endpointSlices()
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart-abc")
                .addToLabels("kubernetes.io/service-name", "cart")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .withProtocol("TCP")
                .withAppProtocol("http")
                .endPort()
                .addNewEndpoint()
                .withAddresses("10.1.0.5")
                .withNodeName("n1")
                .withZone("a")
                .withHostname("h5")
                .withNewConditions(true, true, false)
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace("shop")
                .withName("cart-5d8f-x2")
                .endTargetRef()
                .endEndpoint()
                .build())
        .create();
    open("endpointslice", "attach_metadata", Map.of("node", true));
    String[] group = {
      "namespace", "shop",
      "endpointslice_name", "cart-abc",
      "endpointslice_address_type", "IPv4",
      "endpointslice_label_kubernetes_io_service_name", "cart",
      "endpointslice_labelpresent_kubernetes_io_service_name", "true",
      "service_name", "cart",
      "service_label_team", "x",
      "service_labelpresent_team", "true"
    };
    assertThat(group("endpointslice/shop/cart-abc"))
        .containsExactly(
            merged(
                merged(merged(labels("10.1.0.5:8080", group), POD), HTTP_PORT),
                "endpointslice_port",
                "8080",
                "endpointslice_port_name",
                "http",
                "endpointslice_port_protocol",
                "TCP",
                "endpointslice_port_app_protocol",
                "http",
                "endpointslice_endpoint_conditions_ready",
                "true",
                "endpointslice_endpoint_conditions_serving",
                "true",
                "endpointslice_endpoint_conditions_terminating",
                "false",
                "endpointslice_endpoint_hostname",
                "h5",
                "endpointslice_endpoint_node_name",
                "n1",
                "endpointslice_endpoint_zone",
                "a",
                "endpointslice_address_target_kind",
                "Pod",
                "endpointslice_address_target_name",
                "cart-5d8f-x2",
                "node_name",
                "n1",
                "node_label_zone",
                "a",
                "node_labelpresent_zone",
                "true"),
            merged(merged(labels("10.1.0.5:9090", group), POD), ADMIN_PORT));
  }

  @Test
  void an_ingress_has_a_target_for_each_path() throws Exception {
    client
        .network()
        .v1()
        .ingresses()
        .resource(
            new IngressBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("front")
                .endMetadata()
                .withNewSpec()
                .withIngressClassName("nginx")
                .addNewTl()
                .withHosts("*.example.com")
                .endTl()
                .addNewRule()
                .withHost("shop.example.com")
                .withNewHttp()
                .addNewPath()
                .withPath("/a")
                .endPath()
                .addNewPath()
                .endPath()
                .endHttp()
                .endRule()
                .addNewRule()
                .withHost("plain.org")
                .endRule()
                .endSpec()
                .build())
        .create();
    open("ingress");
    String[] group = {"namespace", "shop", "ingress_name", "front", "ingress_class_name", "nginx"};
    assertThat(group("ingress/shop/front"))
        .containsExactly(
            merged(
                labels("shop.example.com", group),
                "ingress_scheme",
                "https",
                "ingress_host",
                "shop.example.com",
                "ingress_path",
                "/a"),
            merged(
                labels("shop.example.com", group),
                "ingress_scheme",
                "https",
                "ingress_host",
                "shop.example.com",
                "ingress_path",
                "/"),
            merged(
                labels("plain.org", group),
                "ingress_scheme",
                "http",
                "ingress_host",
                "plain.org",
                "ingress_path",
                "/"));
  }
}
