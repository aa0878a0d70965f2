package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.util.ArrayList;
import java.util.List;

/// Role `ingress`: each path of each host.
final class IngressTargets {
  private IngressTargets() {}

  static List<Labels> of(Ingress ingress, Related related) {
    List<Labels> targets = new ArrayList<>();
    if (ingress.getSpec() == null) {
      return targets;
    }
    String namespace = ingress.getMetadata().getNamespace();
    LabelsBuilder group = new LabelsBuilder();
    group.set(ObjectLabels.NAMESPACE, namespace);
    related.addNamespace(group, namespace);
    ObjectLabels.add(group, "ingress", ingress.getMetadata());
    ObjectLabels.set(group, META + "ingress_class_name", ingress.getSpec().getIngressClassName());
    Labels shared = group.build();
    for (IngressRule rule : ingress.getSpec().getRules()) {
      String host = rule.getHost() == null ? "" : rule.getHost();
      for (String path : paths(rule)) {
        LabelsBuilder labels = new LabelsBuilder(shared);
        labels.set("__address__", host);
        labels.set(META + "ingress_scheme", hasTls(ingress, host) ? "https" : "http");
        labels.set(META + "ingress_host", host);
        labels.set(META + "ingress_path", path);
        targets.add(labels.build());
      }
    }
    return targets;
  }

  private static List<String> paths(IngressRule rule) {
    List<String> paths = new ArrayList<>();
    if (rule.getHttp() != null) {
      for (HTTPIngressPath path : rule.getHttp().getPaths()) {
        boolean isRoot = path.getPath() == null || path.getPath().isEmpty();
        paths.add(isRoot ? "/" : path.getPath());
      }
    }
    return paths.isEmpty() ? List.of("/") : paths;
  }

  /// Whether a TLS section names the host; a star stands for one label of a name.
  private static boolean hasTls(Ingress ingress, String host) {
    int dot = host.indexOf('.');
    String wildcard = dot < 0 ? host : "*" + host.substring(dot);
    return ingress.getSpec().getTls().stream()
        .flatMap(tls -> tls.getHosts().stream())
        .anyMatch(name -> name.equals(host) || name.equals(wildcard));
  }
}
