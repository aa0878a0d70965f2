package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.config.KubernetesSdConfig.AttachMetadata;
import org.jspecify.annotations.Nullable;

/// Objects whose labels targets get besides those of their own object. A kind that is not watched
/// is null.
record Related(
    AttachMetadata attached,
    @Nullable Watched<Pod> pods,
    @Nullable Watched<Service> services,
    @Nullable Watched<Node> nodes,
    @Nullable Watched<Namespace> namespaces) {

  void addNamespace(LabelsBuilder labels, String name) {
    Namespace found = namespaces == null ? null : namespaces.get(null, name);
    if (found != null) {
      ObjectLabels.addNamespace(labels, found.getMetadata());
    }
  }

  void addNode(LabelsBuilder labels, @Nullable String name) {
    Node found = nodes == null || name == null ? null : nodes.get(null, name);
    if (found != null) {
      ObjectLabels.addNode(labels, found);
    }
  }

  /// The node an address is on: the one it stands for, else the one that is named.
  void addNode(LabelsBuilder labels, @Nullable ObjectReference target, @Nullable String name) {
    addNode(labels, target != null && "Node".equals(target.getKind()) ? target.getName() : name);
  }

  void addService(LabelsBuilder labels, String namespace, @Nullable String name) {
    Service found = services == null || name == null ? null : services.get(namespace, name);
    if (found != null) {
      ObjectLabels.add(labels, "service", found.getMetadata());
    }
  }

  /// The pod that an address stands for; null if it stands for none or it is not known.
  @Nullable Pod pod(@Nullable ObjectReference target) {
    return pods == null || target == null || !"Pod".equals(target.getKind())
        ? null
        : pods.get(target.getNamespace(), target.getName());
  }
}
