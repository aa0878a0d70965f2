package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.trivet.core.label.Labels;
import io.trivet.scrape.config.KubernetesSdConfig;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The targets of one role in one cluster, kept up to date. Safe for use from any thread.
public final class KubernetesTargets implements AutoCloseable {
  private final KubernetesSdConfig config;
  private final KubernetesClient client;
  private final Runnable changed;
  private final Runnable failed;
  private final List<Watched<?>> watched = new ArrayList<>();
  private final Role<?> role;

  /// Objects of a role and what becomes of each.
  private record Role<T extends HasMetadata>(
      Watched<T> objects, Function<T, List<Labels>> targets) {
    void addTo(String kind, Map<String, List<Labels>> groups) {
      for (T object : objects.all()) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        groups.put(
            kind + "/" + (namespace == null ? name : namespace + "/" + name),
            targets.apply(object));
      }
    }
  }

  /// Starts to list and watch; returns at once.
  ///
  /// @param tasks runs what waits, each on a thread of its own
  /// @param changed told whenever [#groups] may give something else
  /// @param failed told of each request that failed; it is made again
  /// @throws IOException if a file of the configuration cannot be read
  public KubernetesTargets(
      KubernetesSdConfig config,
      FileSource files,
      Executor tasks,
      String userAgent,
      Runnable changed,
      Runnable failed)
      throws IOException {
    this(
        config,
        Clusters.client(
            config.apiServer(), config.kubeconfigFile(), config.http(), files, tasks, userAgent),
        changed,
        failed);
  }

  /// @param client taken over
  KubernetesTargets(
      KubernetesSdConfig config, KubernetesClient client, Runnable changed, Runnable failed) {
    this.config = config;
    this.client = client;
    this.changed = changed;
    this.failed = failed;
    this.role = role();
    watched.forEach(Watched::start);
  }

  private Role<?> role() {
    boolean wantsNodes = config.attachMetadata().node();
    Watched<Pod> pods = null;
    Watched<Service> services = null;
    if (config.role().equals("endpoints") || config.role().equals("endpointslice")) {
      pods = watch(client.pods(), "pod");
      services = watch(client.services(), "service");
    }
    Related related =
        new Related(
            config.attachMetadata(),
            pods,
            services,
            wantsNodes ? watchAll(client.nodes()) : null,
            config.attachMetadata().namespace() ? watchAll(client.namespaces()) : null);
    return switch (config.role()) {
      case "node" -> new Role<>(watchSelected(client.nodes(), "node"), NodeTargets::of);
      case "service" ->
          new Role<>(
              watch(client.services(), "service"), object -> ServiceTargets.of(object, related));
      case "pod" ->
          new Role<>(watch(client.pods(), "pod"), object -> PodTargets.of(object, related));
      case "endpoints" ->
          new Role<>(
              watch(client.endpoints(), "endpoints"),
              object -> EndpointsTargets.of(object, related));
      case "endpointslice" ->
          new Role<>(
              watch(client.discovery().v1().endpointSlices(), "endpointslice"),
              object -> EndpointSliceTargets.of(object, related));
      case "ingress" ->
          new Role<>(
              watch(client.network().v1().ingresses(), "ingress"),
              object -> IngressTargets.of(object, related));
      default -> throw new IllegalArgumentException("no role: " + config.role());
    };
  }

  private <T extends HasMetadata, L, R extends Resource<T>> Watched<T> watch(
      MixedOperation<T, L, R> objects, String ofRole) {
    Watched<T> kind = new Watched<>(changed, failed);
    watched.add(kind);
    Set<String> namespaces = namespaces();
    if (namespaces.isEmpty()) {
      kind.add(selected(objects.inAnyNamespace(), ofRole));
    }
    namespaces.forEach(name -> kind.add(selected(objects.inNamespace(name), ofRole)));
    return kind;
  }

  private <T extends HasMetadata> Watched<T> watchSelected(
      FilterWatchListDeletable<T, ?, ?> objects, String ofRole) {
    Watched<T> kind = new Watched<>(changed, failed);
    watched.add(kind);
    kind.add(selected(objects, ofRole));
    return kind;
  }

  private <T extends HasMetadata> Watched<T> watchAll(FilterWatchListDeletable<T, ?, ?> objects) {
    Watched<T> kind = new Watched<>(changed, failed);
    watched.add(kind);
    kind.add(objects);
    return kind;
  }

  private Set<String> namespaces() {
    Set<String> names = new LinkedHashSet<>(config.namespaces().names());
    @Nullable String own = client.getConfiguration().getNamespace();
    if (config.namespaces().ownNamespace() && own != null) {
      names.add(own);
    }
    return names;
  }

  private <T extends HasMetadata, L, R> FilterWatchListDeletable<T, L, R> selected(
      FilterWatchListDeletable<T, L, R> objects, String ofRole) {
    KubernetesSdConfig.Selector selector = config.selector(ofRole);
    FilterWatchListDeletable<T, L, R> selected = objects;
    if (!selector.label().isEmpty()) {
      selected = selected.withLabelSelector(selector.label());
    }
    for (String term : selector.field().split(",")) {
      int equals = term.indexOf('=');
      if (equals <= 0) {
        continue;
      }
      String value = term.substring(term.startsWith("==", equals) ? equals + 2 : equals + 1);
      boolean isNot = term.charAt(equals - 1) == '!';
      String field = term.substring(0, isNot ? equals - 1 : equals).strip();
      selected =
          isNot
              ? selected.withoutField(field, value.strip())
              : selected.withField(field, value.strip());
    }
    return selected;
  }

  /// Whether everything that there was at the start is known. Before, groups are not complete.
  public boolean isSynced() {
    return watched.stream().allMatch(Watched::isSynced);
  }

  /// Labels of the targets of each object, by kind, namespace and name of the object.
  public Map<String, List<Labels>> groups() {
    Map<String, List<Labels>> groups = new TreeMap<>();
    role.addTo(config.role(), groups);
    return groups;
  }

  @Override
  public void close() {
    watched.forEach(Watched::close);
    client.close();
  }
}
