package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Role `node`: the kubelet of each node.
final class NodeTargets {
  private static final List<String> ADDRESSES =
      List.of("InternalIP", "ExternalIP", "LegacyHostIP", "Hostname");

  private NodeTargets() {}

  static List<Labels> of(Node node) {
    Map<String, String> addresses = new LinkedHashMap<>();
    if (node.getStatus() == null) {
      return List.of();
    }
    for (NodeAddress address : node.getStatus().getAddresses()) {
      addresses.putIfAbsent(address.getType(), address.getAddress());
    }
    String host =
        ADDRESSES.stream()
            .filter(addresses::containsKey)
            .map(addresses::get)
            .findFirst()
            .orElse("");
    if (host.isEmpty()) {
      return List.of();
    }
    LabelsBuilder labels = new LabelsBuilder();
    labels.set("__address__", MetaLabels.address(host, kubeletPort(node)));
    labels.set("instance", node.getMetadata().getName());
    ObjectLabels.add(labels, "node", node.getMetadata());
    if (node.getSpec() != null) {
      ObjectLabels.set(labels, META + "node_provider_id", node.getSpec().getProviderID());
    }
    node.getStatus()
        .getConditions()
        .forEach(condition ->
            labels.set(
                MetaLabels.name(META + "node_condition_", condition.getType()),
                condition.getStatus().toLowerCase(Locale.ROOT)));
    addresses.forEach(
        (type, address) -> labels.set(MetaLabels.name(META + "node_address_", type), address));
    return List.of(labels.build());
  }

  private static int kubeletPort(Node node) {
    var endpoints = node.getStatus().getDaemonEndpoints();
    Integer port =
        endpoints == null || endpoints.getKubeletEndpoint() == null
            ? null
            : endpoints.getKubeletEndpoint().getPort();
    return port == null ? 0 : port;
  }
}
