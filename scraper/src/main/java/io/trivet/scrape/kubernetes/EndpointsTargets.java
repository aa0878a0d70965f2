package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Role `endpoints`: each address of a service with each port, and the further ports of the pods
/// behind them.
final class EndpointsTargets {
  private final Endpoints endpoints;
  private final Related related;
  private final Labels shared;
  private final List<Labels> targets = new ArrayList<>();
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> bound = new LinkedHashMap<>();

  private EndpointsTargets(Endpoints endpoints, Related related) {
    this.endpoints = endpoints;
    this.related = related;
    String namespace = endpoints.getMetadata().getNamespace();
    LabelsBuilder group = new LabelsBuilder();
    group.set(ObjectLabels.NAMESPACE, namespace);
    related.addNamespace(group, namespace);
    ObjectLabels.add(group, "endpoints", endpoints.getMetadata());
    related.addService(group, namespace, endpoints.getMetadata().getName());
    this.shared = group.build();
  }

  static List<Labels> of(Endpoints endpoints, Related related) {
    return new EndpointsTargets(endpoints, related).all();
  }

  private List<Labels> all() {
    for (EndpointSubset subset : endpoints.getSubsets()) {
      for (EndpointPort port : subset.getPorts()) {
        subset.getAddresses().forEach(address -> add(address, port, true));
        subset.getNotReadyAddresses().forEach(address -> add(address, port, false));
      }
    }
    pods.forEach((key, pod) ->
        PodTargets.addUnbound(pod, bound.getOrDefault(key, Set.of()), shared, related, targets));
    return targets;
  }

  private void add(EndpointAddress address, EndpointPort port, boolean isReady) {
    LabelsBuilder labels = new LabelsBuilder(shared);
    labels.set("__address__", MetaLabels.address(address.getIp(), port.getPort()));
    ObjectLabels.set(labels, META + "endpoint_port_name", port.getName());
    labels.set(
        META + "endpoint_port_protocol", port.getProtocol() == null ? "TCP" : port.getProtocol());
    labels.set(META + "endpoint_ready", Boolean.toString(isReady));
    ObjectLabels.set(labels, META + "endpoint_node_name", address.getNodeName());
    ObjectLabels.set(labels, META + "endpoint_hostname", address.getHostname());
    if (address.getTargetRef() != null) {
      String kind = address.getTargetRef().getKind();
      ObjectLabels.set(labels, META + "endpoint_address_target_kind", kind);
      ObjectLabels.set(
          labels, META + "endpoint_address_target_name", address.getTargetRef().getName());
    }
    related.addNode(labels, address.getTargetRef(), address.getNodeName());
    Pod pod = related.pod(address.getTargetRef());
    if (pod != null) {
      String key = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      pods.put(key, pod);
      bound.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(port.getPort());
      PodTargets.addPod(labels, pod, related.attached());
      PodTargets.addContainerOfPort(labels, pod, port.getPort());
    }
    targets.add(labels.build());
  }
}
