package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Labels that objects of any kind give to targets.
final class ObjectLabels {
  static final String META = "__meta_kubernetes_";
  static final String NAMESPACE = META + "namespace";

  private ObjectLabels() {}

  /// Adds name, labels and annotations of an object.
  ///
  /// @param kind as it stands in the names of labels: `pod`
  static void add(LabelsBuilder labels, String kind, ObjectMeta object) {
    set(labels, META + kind + "_name", object.getName());
    addAll(labels, META + kind + "_label", object.getLabels());
    addAll(labels, META + kind + "_annotation", object.getAnnotations());
  }

  /// Adds labels and annotations of a namespace.
  static void addNamespace(LabelsBuilder labels, ObjectMeta object) {
    addAll(labels, META + "namespace_label", object.getLabels());
    addAll(labels, META + "namespace_annotation", object.getAnnotations());
  }

  /// Adds name and labels of the node that a target is on.
  static void addNode(LabelsBuilder labels, Node node) {
    set(labels, META + "node_name", node.getMetadata().getName());
    addAll(labels, META + "node_label", node.getMetadata().getLabels());
  }

  private static void addAll(
      LabelsBuilder labels, String prefix, @Nullable Map<String, String> values) {
    if (values == null) {
      return;
    }
    values.forEach((key, value) -> {
      labels.set(MetaLabels.name(prefix + "_", key), value);
      labels.set(MetaLabels.name(prefix + "present_", key), "true");
    });
  }

  /// Sets a label whose value may be missing.
  static void set(LabelsBuilder labels, String name, @Nullable Object value) {
    if (value != null) {
      labels.set(name, value.toString());
    }
  }
}
