package io.trivet.scrape.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.trivet.scrape.config.KubernetesMonitors;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the objects ServiceMonitor and PodMonitor of a cluster and tells the scrape jobs they
/// stand for. An endpoint whose secrets cannot be read keeps the job it had.
public final class MonitorWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorWatch.class);

  /// Most jobs of all objects together.
  private static final int MOST_JOBS = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesMonitors config;
  private final KubernetesClient client;
  private final ScheduledExecutorService timer;
  private final Runnable failed;
  private final Consumer<List<Map<String, Object>>> sink;
  private final Throttle throttle;
  private final Map<String, Object> cluster = new LinkedHashMap<>();
  private final Map<MonitorJobs.Kind, Watched<GenericKubernetesResource>> watched =
      new EnumMap<>(MonitorJobs.Kind.class);
  private Map<String, Map<String, Object>> known = Map.of();
  private volatile boolean closed;

  /// Starts to list and watch; returns at once.
  ///
  /// @param sink told all jobs each time they may have changed: the keys of `scrape_configs`
  /// @param failed told of each request that failed; it is made again
  /// @throws IOException if a file of the configuration cannot be read
  public MonitorWatch(
      KubernetesMonitors config,
      FileSource files,
      ScheduledExecutorService timer,
      Executor tasks,
      String userAgent,
      Consumer<List<Map<String, Object>>> sink,
      Runnable failed)
      throws IOException {
    this.config = config;
    this.timer = timer;
    this.sink = sink;
    this.failed = failed;
    this.client =
        Clusters.client(
            config.apiServer(), config.kubeconfigFile(), config.http(), files, tasks, userAgent);
    this.throttle = new Throttle(timer, tasks, this::tell);
    cluster.putAll(OptionKeys.of(config.http()));
    cluster.put("api_server", config.apiServer());
    cluster.put("kubeconfig_file", config.kubeconfigFile());
    if (config.serviceMonitors()) {
      watch(
          MonitorJobs.Kind.SERVICE,
          "ServiceMonitor",
          "servicemonitors",
          config.serviceMonitorSelector());
    }
    if (config.podMonitors()) {
      watch(MonitorJobs.Kind.POD, "PodMonitor", "podmonitors", config.podMonitorSelector());
    }
    watched.values().forEach(Watched::start);
    refreshLater();
  }

  private void watch(MonitorJobs.Kind kind, String name, String plural, String selector) {
    var all =
        client.genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("monitoring.coreos.com")
                .withVersion("v1")
                .withKind(name)
                .withPlural(plural)
                .withNamespaced(true)
                .build());
    Watched<GenericKubernetesResource> objects = new Watched<>(throttle::ask, failed);
    Set<String> namespaces = new LinkedHashSet<>(config.namespaces().names());
    String own = client.getConfiguration().getNamespace();
    if (config.namespaces().ownNamespace() && own != null) {
      namespaces.add(own);
    }
    if (namespaces.isEmpty()) {
      var every = all.inAnyNamespace();
      objects.add(selector.isEmpty() ? every : every.withLabelSelector(selector));
    }
    for (String namespace : namespaces) {
      var some = all.inNamespace(namespace);
      objects.add(selector.isEmpty() ? some : some.withLabelSelector(selector));
    }
    watched.put(kind, objects);
  }

  private void refreshLater() {
    if (!closed) {
      var _ =
          timer.schedule(
              () -> {
                throttle.ask();
                refreshLater();
              },
              config.refreshInterval().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /// Tells the jobs of the kinds that are known. A kind that the cluster does not have, or that may
  /// not be read, does not hold up the other.
  private synchronized void tell() {
    if (closed || watched.values().stream().noneMatch(Watched::isSynced)) {
      return;
    }
    Map<String, Map<String, Object>> jobs = new LinkedHashMap<>();
    watched.forEach((kind, objects) -> {
      for (GenericKubernetesResource object : objects.all()) {
        addJobs(kind, object, jobs);
      }
    });
    known = jobs;
    sink.accept(new ArrayList<>(jobs.values()));
  }

  private void addJobs(
      MonitorJobs.Kind kind,
      GenericKubernetesResource object,
      Map<String, Map<String, Object>> jobs) {
    String namespace = object.getMetadata().getNamespace();
    JsonNode spec = JSON.valueToTree(object.getAdditionalProperties().get("spec"));
    MonitorJobs made =
        new MonitorJobs(
            kind,
            namespace,
            object.getMetadata().getName(),
            spec,
            cluster,
            new MonitorHttp(new Secrets(client, namespace), config.fileAccess()));
    for (int i = 0; i < made.size(); i++) {
      String name = made.jobName(i);
      if (jobs.size() >= MOST_JOBS) {
        failed.run();
        LOG.warn("{} is left out: there are {} jobs of monitors already", name, MOST_JOBS);
        return;
      }
      try {
        jobs.put(name, made.job(i));
      } catch (IOException | RuntimeException e) {
        failed.run();
        LOG.warn("{}: {}", name, e.getMessage());
        Map<String, Object> before = known.get(name);
        if (before != null) {
          jobs.put(name, before);
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    watched.values().forEach(Watched::close);
    client.close();
  }
}
