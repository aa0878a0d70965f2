package io.trivet.scrape.discovery;

import io.trivet.scrape.config.KubernetesSdConfig;
import io.trivet.scrape.kubernetes.KubernetesTargets;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Throttle throttle;
  private @Nullable KubernetesTargets targets;
  private boolean stopped;

  KubernetesDiscovery(KubernetesSdConfig config, Discoveries.Environment environment) {
    this.config = config;
    this.environment = environment;
    this.throttle = new Throttle(environment);
  }

  /// Runs a task soon after it was asked for, and then not again for a while.
  private static final class Throttle {
    private static final long SOON_MS = 200;
    private static final long PAUSE_MS = 5_000;

    private final Discoveries.Environment environment;
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private volatile long notBefore = System.nanoTime();

    Throttle(Discoveries.Environment environment) {
      this.environment = environment;
    }

    void ask(Runnable task) {
      if (!isAsked.compareAndSet(false, true)) {
        return;
      }
      long pause = TimeUnit.NANOSECONDS.toMillis(notBefore - System.nanoTime());
      environment
          .timer()
          .schedule(
              () -> environment.blocking().execute(() -> run(task)),
              Math.max(SOON_MS, pause),
              TimeUnit.MILLISECONDS);
    }

    private void run(Runnable task) {
      isAsked.set(false);
      notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
      task.run();
    }
  }

  @Override
  public void start(Consumer<List<TargetGroup>> sink) {
    environment.blocking().execute(() -> connect(sink));
  }

  private synchronized void connect(Consumer<List<TargetGroup>> sink) {
    if (stopped) {
      return;
    }
    try {
      targets =
          new KubernetesTargets(
              config,
              environment.files(),
              environment.blocking(),
              environment.userAgent(),
              () -> throttle.ask(() -> tell(sink)),
              environment.failed());
    } catch (IOException | RuntimeException e) {
      environment.failed().run();
      LOG.warn("kubernetes service discovery: {}", e.getMessage());
      environment.timer().schedule(() -> start(sink), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tell(Consumer<List<TargetGroup>> sink) {
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
