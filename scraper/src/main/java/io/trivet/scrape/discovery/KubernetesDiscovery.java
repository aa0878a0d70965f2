package io.trivet.scrape.discovery;

import io.trivet.scrape.config.KubernetesSdConfig;
import io.trivet.scrape.kubernetes.KubernetesTargets;
import io.trivet.scrape.kubernetes.Throttle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Targets in a Kubernetes cluster. Changes are gathered for a while before they are told.
final class KubernetesDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesDiscovery.class);
  private static final Duration RETRY = Duration.ofSeconds(15);

  private final KubernetesSdConfig config;
  private final Discoveries.Environment environment;
  private Consumer<List<TargetGroup>> sink = found -> {};
  private @Nullable KubernetesTargets targets;
  private boolean stopped;

  KubernetesDiscovery(KubernetesSdConfig config, Discoveries.Environment environment) {
    this.config = config;
    this.environment = environment;
  }

  @Override
  public void start(Consumer<List<TargetGroup>> to) {
    sink = to;
    environment.blocking().execute(this::connect);
  }

  private synchronized void connect() {
    if (stopped) {
      return;
    }
    Throttle throttle = new Throttle(environment.timer(), environment.blocking(), this::tell);
    try {
      targets =
          new KubernetesTargets(
              config,
              environment.files(),
              environment.blocking(),
              environment.userAgent(),
              throttle::ask,
              environment.failed());
    } catch (IOException | RuntimeException e) {
      environment.failed().run();
      LOG.warn("kubernetes service discovery: {}", e.getMessage());
      var _ =
          environment.timer().schedule(() -> start(sink), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    KubernetesTargets from;
    synchronized (this) {
      from = stopped ? null : targets;
    }
    if (from != null && from.isSynced()) {
      sink.accept(
          from.groups().entrySet().stream()
              .filter(group -> !group.getValue().isEmpty())
              .map(group -> new TargetGroup(group.getKey(), group.getValue()))
              .toList());
    }
  }

  @Override
  public void stop() {
    KubernetesTargets ended;
    synchronized (this) {
      stopped = true;
      ended = targets;
      targets = null;
    }
    if (ended != null) {
      environment.blocking().execute(ended::close);
    }
  }
}
