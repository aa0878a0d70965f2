package io.trivet.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodAndNodeTargetsTest extends KubernetesTargetsFixture {
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
}
