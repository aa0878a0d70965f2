package io.trivet.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceTargetsTest extends KubernetesTargetsFixture {
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
