package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.ArrayList;
import java.util.List;

/// Role `service`: the name of each service with each of its ports.
final class ServiceTargets {
  private ServiceTargets() {}

  static List<Labels> of(Service service, Related related) {
    List<Labels> targets = new ArrayList<>();
    ServiceSpec spec = service.getSpec();
    if (spec == null) {
      return targets;
    }
    String namespace = service.getMetadata().getNamespace();
    LabelsBuilder group = new LabelsBuilder();
    group.set(ObjectLabels.NAMESPACE, namespace);
    related.addNamespace(group, namespace);
    ObjectLabels.add(group, "service", service.getMetadata());
    Labels shared = group.build();
    String type = spec.getType() == null ? "ClusterIP" : spec.getType();
    for (ServicePort port : spec.getPorts()) {
      LabelsBuilder labels = new LabelsBuilder(shared);
      String host = service.getMetadata().getName() + "." + namespace + ".svc";
      labels.set("__address__", MetaLabels.address(host, port.getPort()));
      ObjectLabels.set(labels, META + "service_port_name", port.getName());
      labels.set(META + "service_port_number", port.getPort().toString());
      ObjectLabels.set(labels, META + "service_port_protocol", port.getProtocol());
      labels.set(META + "service_type", type);
      if (type.equals("ExternalName")) {
        ObjectLabels.set(labels, META + "service_external_name", spec.getExternalName());
      } else {
        ObjectLabels.set(labels, META + "service_cluster_ip", spec.getClusterIP());
      }
      if (type.equals("LoadBalancer")) {
        ObjectLabels.set(labels, META + "service_loadbalancer_ip", spec.getLoadBalancerIP());
      }
      targets.add(labels.build());
    }
    return targets;
  }
}
