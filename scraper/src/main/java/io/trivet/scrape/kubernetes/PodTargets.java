package io.trivet.scrape.kubernetes;

import static io.trivet.scrape.kubernetes.ObjectLabels.META;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.config.KubernetesSdConfig.AttachMetadata;
import io.trivet.scrape.meta.MetaLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Role `pod`: each port of each container; and the labels of pods for other roles.
final class PodTargets {
  private static final String POD = META + "pod_";
  private static final String CONTAINER = POD + "container_";

  private PodTargets() {}

  static List<Labels> of(Pod pod, Related related) {
    List<Labels> targets = new ArrayList<>();
    String ip = ip(pod);
    if (ip == null) {
      return targets;
    }
    LabelsBuilder group = new LabelsBuilder();
    addPod(group, pod, related.attached());
    group.set(ObjectLabels.NAMESPACE, pod.getMetadata().getNamespace());
    related.addNamespace(group, pod.getMetadata().getNamespace());
    related.addNode(group, pod.getSpec().getNodeName());
    Labels shared = group.build();
    for (Container container : containers(pod)) {
      List<ContainerPort> ports = container.getPorts();
      if (ports.isEmpty()) {
        LabelsBuilder labels = new LabelsBuilder(shared);
        labels.set("__address__", ip);
        addContainer(labels, pod, container);
        addContainerId(labels, pod, container);
        targets.add(labels.build());
      }
      for (ContainerPort port : ports) {
        LabelsBuilder labels = new LabelsBuilder(shared);
        labels.set("__address__", MetaLabels.address(ip, port.getContainerPort()));
        addContainer(labels, pod, container);
        addContainerId(labels, pod, container);
        addPort(labels, port);
        targets.add(labels.build());
      }
    }
    return targets;
  }

  /// The address of a pod; null as long as it has none.
  static @Nullable String ip(Pod pod) {
    String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    return ip == null || ip.isEmpty() || pod.getSpec() == null ? null : ip;
  }

  /// Containers, then init containers.
  static List<Container> containers(Pod pod) {
    List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
    all.addAll(pod.getSpec().getInitContainers());
    return all;
  }

  /// Adds what a pod says about itself.
  static void addPod(LabelsBuilder labels, Pod pod, AttachMetadata attached) {
    ObjectLabels.set(labels, POD + "uid", pod.getMetadata().getUid());
    if (pod.getStatus() != null) {
      ObjectLabels.set(labels, POD + "ip", pod.getStatus().getPodIP());
      ObjectLabels.set(labels, POD + "host_ip", pod.getStatus().getHostIP());
      ObjectLabels.set(labels, POD + "phase", pod.getStatus().getPhase());
    }
    if (pod.getSpec() != null) {
      ObjectLabels.set(labels, POD + "node_name", pod.getSpec().getNodeName());
    }
    labels.set(POD + "ready", ready(pod));
    ObjectLabels.add(labels, "pod", pod.getMetadata());
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        ObjectLabels.set(labels, POD + "controller_kind", owner.getKind());
        ObjectLabels.set(labels, POD + "controller_name", owner.getName());
        addOwner(labels, pod, owner, attached);
        return;
      }
    }
  }

  /// Adds what stands above the controller of a pod. Controllers of Kubernetes make their names
  /// from those of their owners: `DEPLOYMENT-HASH`, `CRONJOB-TIME`.
  private static void addOwner(
      LabelsBuilder labels, Pod pod, OwnerReference owner, AttachMetadata attached) {
    String name = owner.getName();
    Map<String, String> own = pod.getMetadata().getLabels();
    String hash = own == null ? null : own.get("pod-template-hash");
    if (attached.deployment()
        && "ReplicaSet".equals(owner.getKind())
        && hash != null
        && name.endsWith("-" + hash)) {
      labels.set(POD + "deployment_name", name.substring(0, name.length() - hash.length() - 1));
    }
    if (!"Job".equals(owner.getKind())) {
      return;
    }
    if (attached.job()) {
      labels.set(POD + "job_name", name);
    }
    int dash = name.lastIndexOf('-');
    String end = name.substring(dash + 1);
    if (attached.cronjob() && dash > 0 && end.length() >= 8 && isNumber(end)) {
      labels.set(POD + "cronjob_name", name.substring(0, dash));
    }
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String ready(Pod pod) {
    if (pod.getStatus() == null) {
      return "unknown";
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(condition -> condition.getStatus().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("unknown");
  }

  /// Adds what a container says about itself.
  static void addContainer(LabelsBuilder labels, Pod pod, Container container) {
    ObjectLabels.set(labels, CONTAINER + "name", container.getName());
    ObjectLabels.set(labels, CONTAINER + "image", container.getImage());
    boolean isInit = pod.getSpec().getInitContainers().contains(container);
    labels.set(CONTAINER + "init", Boolean.toString(isInit));
  }

  private static void addContainerId(LabelsBuilder labels, Pod pod, Container container) {
    List<ContainerStatus> states = new ArrayList<>(pod.getStatus().getContainerStatuses());
    states.addAll(pod.getStatus().getInitContainerStatuses());
    for (ContainerStatus state : states) {
      if (container.getName().equals(state.getName())) {
        ObjectLabels.set(labels, CONTAINER + "id", state.getContainerID());
        return;
      }
    }
  }

  /// Adds a port of a container.
  static void addPort(LabelsBuilder labels, ContainerPort port) {
    ObjectLabels.set(labels, CONTAINER + "port_name", port.getName());
    ObjectLabels.set(labels, CONTAINER + "port_number", port.getContainerPort());
    labels.set(
        CONTAINER + "port_protocol", port.getProtocol() == null ? "TCP" : port.getProtocol());
  }

  /// Adds the container that has a port, if one has.
  static void addContainerOfPort(LabelsBuilder labels, Pod pod, @Nullable Integer number) {
    if (pod.getSpec() == null || number == null) {
      return;
    }
    for (Container container : containers(pod)) {
      for (ContainerPort port : container.getPorts()) {
        if (number.equals(port.getContainerPort())) {
          addContainer(labels, pod, container);
          addPort(labels, port);
          return;
        }
      }
    }
  }

  /// Targets of the container ports of a pod that no endpoint has.
  ///
  /// @param shared labels of the group
  static void addUnbound(
      Pod pod, Set<Integer> bound, Labels shared, Related related, List<Labels> targets) {
    String ip = ip(pod);
    if (ip == null) {
      return;
    }
    for (Container container : containers(pod)) {
      for (ContainerPort port : container.getPorts()) {
        if (!bound.contains(port.getContainerPort())) {
          LabelsBuilder labels = new LabelsBuilder(shared);
          addPod(labels, pod, related.attached());
          labels.set("__address__", MetaLabels.address(ip, port.getContainerPort()));
          addContainer(labels, pod, container);
          addPort(labels, port);
          targets.add(labels.build());
        }
      }
    }
  }
}
