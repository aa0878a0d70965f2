package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Role `endpointslice`: each address of a slice with each port, and the further ports of the pods
/// behind them.
final class EndpointSliceTargets {
  private static final String SLICE = META + "endpointslice_";
  private static final String ENDPOINT = SLICE + "endpoint_";

  private final EndpointSlice slice;
  private final Related related;
  private final Labels shared;
  private final List<Labels> targets = new ArrayList<>();
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> bound = new LinkedHashMap<>();

  private EndpointSliceTargets(EndpointSlice slice, Related related) {
    this.slice = slice;
    this.related = related;
    String namespace = slice.getMetadata().getNamespace();
    LabelsBuilder group = new LabelsBuilder();
    group.set(ObjectLabels.NAMESPACE, namespace);
    ObjectLabels.set(group, SLICE + "address_type", slice.getAddressType());
    related.addNamespace(group, namespace);
    ObjectLabels.add(group, "endpointslice", slice.getMetadata());
    Map<String, String> own = slice.getMetadata().getLabels();
    related.addService(
        group, namespace, own == null ? null : own.get("kubernetes.io/service-name"));
    this.shared = group.build();
  }

  static List<Labels> of(EndpointSlice slice, Related related) {
    return new EndpointSliceTargets(slice, related).all();
  }

  private List<Labels> all() {
    for (Endpoint endpoint : slice.getEndpoints()) {
      for (EndpointPort port : slice.getPorts()) {
        endpoint.getAddresses().forEach(address -> add(address, endpoint, port));
      }
    }
    pods.forEach((key, pod) ->
        PodTargets.addUnbound(pod, bound.getOrDefault(key, Set.of()), shared, related, targets));
    return targets;
  }

  private void add(String address, Endpoint endpoint, EndpointPort port) {
    LabelsBuilder labels = new LabelsBuilder(shared);
    Integer number = port.getPort();
    labels.set("__address__", number == null ? address : MetaLabels.address(address, number));
    ObjectLabels.set(labels, SLICE + "port", number);
    ObjectLabels.set(labels, SLICE + "port_name", port.getName());
    ObjectLabels.set(labels, SLICE + "port_protocol", port.getProtocol());
    ObjectLabels.set(labels, SLICE + "port_app_protocol", port.getAppProtocol());
    addEndpoint(labels, endpoint);
    related.addNode(labels, endpoint.getTargetRef(), endpoint.getNodeName());
    Pod pod = related.pod(endpoint.getTargetRef());
    if (pod != null) {
      String key = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      pods.put(key, pod);
      Set<Integer> ports = bound.computeIfAbsent(key, _ -> new LinkedHashSet<>());
      if (number != null) {
        ports.add(number);
      }
      PodTargets.addPod(labels, pod, related.attached());
      PodTargets.addContainerOfPort(labels, pod, number);
    }
    targets.add(labels.build());
  }

  private static void addEndpoint(LabelsBuilder labels, Endpoint endpoint) {
    if (endpoint.getConditions() != null) {
      ObjectLabels.set(labels, ENDPOINT + "conditions_ready", endpoint.getConditions().getReady());
      ObjectLabels.set(
          labels, ENDPOINT + "conditions_serving", endpoint.getConditions().getServing());
      ObjectLabels.set(
          labels, ENDPOINT + "conditions_terminating", endpoint.getConditions().getTerminating());
    }
    ObjectLabels.set(labels, ENDPOINT + "hostname", endpoint.getHostname());
    ObjectLabels.set(labels, ENDPOINT + "node_name", endpoint.getNodeName());
    ObjectLabels.set(labels, ENDPOINT + "zone", endpoint.getZone());
    if (endpoint.getTargetRef() != null) {
      ObjectLabels.set(labels, SLICE + "address_target_kind", endpoint.getTargetRef().getKind());
      ObjectLabels.set(labels, SLICE + "address_target_name", endpoint.getTargetRef().getName());
    }
    if (endpoint.getDeprecatedTopology() != null) {
      endpoint
          .getDeprecatedTopology()
          .forEach((key, value) -> {
            labels.set(MetaLabels.name(ENDPOINT + "topology_", key), value);
            labels.set(MetaLabels.name(ENDPOINT + "topology_present_", key), "true");
          });
    }
  }
}
