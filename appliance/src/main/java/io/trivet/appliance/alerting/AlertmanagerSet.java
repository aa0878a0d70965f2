package io.trivet.appliance.alerting;

import io.trivet.config.alerting.AlertmanagerOptions;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.discovery.Discoveries;
import io.trivet.scrape.discovery.Discovery;
import io.trivet.scrape.discovery.TargetGroup;
import io.trivet.scrape.http.HttpFetcher;
import io.trivet.scrape.relabel.Relabelling;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Alertmanagers of one entry of the configuration. Safe for use from any thread.
final class AlertmanagerSet {
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerSet.class);
  private static final String ADDRESS = "__address__";
  private static final String SCHEME = "__scheme__";
  private static final String PATH = "__alerts_path__";

  private final AlertmanagerOptions options;
  private final AlertEnvironment environment;
  private final AlertCounters counters;
  private final HttpFetcher client;
  private final Relabelling targets;
  private final Relabelling alerts;
  private final List<Discovery> discoveries;
  private final List<List<TargetGroup>> found = new ArrayList<>();
  private Map<URI, AlertmanagerQueue> queues = new LinkedHashMap<>();
  private Set<String> dropped = Set.of();
  private boolean stopped;

  AlertmanagerSet(
      AlertmanagerOptions options, AlertEnvironment environment, AlertCounters counters) {
    this.options = options;
    this.environment = environment;
    this.counters = counters;
    this.client =
        new HttpFetcher(
            options.targets().http(),
            environment.files(),
            environment.blocking(),
            environment.timer(),
            environment.clock());
    this.targets = Relabelling.of(options.relabelConfigs(), false);
    this.alerts = Relabelling.of(options.alertRelabelConfigs(), false);
    this.discoveries =
        Discoveries.of(
            options.targets(),
            new Discoveries.Environment(
                http ->
                    new HttpFetcher(
                        http,
                        environment.files(),
                        environment.blocking(),
                        environment.timer(),
                        environment.clock()),
                environment.files(),
                environment.timer(),
                environment.blocking(),
                environment.userAgent()));
    discoveries.forEach(_ -> found.add(List.of()));
  }

  void start() {
    for (int i = 0; i < discoveries.size(); i++) {
      int index = i;
      discoveries.get(i).start(groups -> take(index, groups));
    }
  }

  private synchronized void take(int index, List<TargetGroup> groups) {
    if (stopped) {
      return;
    }
    found.set(index, groups);
    Map<URI, AlertmanagerQueue> now = new LinkedHashMap<>();
    Set<String> nowDropped = new TreeSet<>();
    for (List<TargetGroup> all : found) {
      for (TargetGroup group : all) {
        group.targets().forEach(labels -> add(labels, now, nowDropped));
      }
    }
    queues = now;
    dropped = nowDropped;
  }

  private void add(Labels discovered, Map<URI, AlertmanagerQueue> now, Set<String> nowDropped) {
    LabelsBuilder labels = new LabelsBuilder(discovered);
    if (labels.get(SCHEME).isEmpty()) {
      labels.set(SCHEME, options.scheme());
    }
    if (labels.get(PATH).isEmpty()) {
      String prefix = options.pathPrefix().equals("/") ? "" : options.pathPrefix();
      labels.set(PATH, prefix + "/api/v2/alerts");
    }
    String before = url(labels);
    if (!targets.apply(labels)) {
      nowDropped.add(before);
      return;
    }
    try {
      URI url = URI.create(url(labels));
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!http || url.getHost() == null) {
        throw new IllegalArgumentException("needs http or https and a host");
      }
      AlertmanagerQueue known = queues.get(url);
      now.putIfAbsent(
          url,
          known != null
              ? known
              : new AlertmanagerQueue(url, client, options.timeout(), environment, counters));
    } catch (IllegalArgumentException e) {
      LOG.warn("an Alertmanager cannot be used: {}: {}", url(labels), e.getMessage());
    }
  }

  private static String url(LabelsBuilder labels) {
    return labels.get(SCHEME) + "://" + labels.get(ADDRESS) + labels.get(PATH);
  }

  /// Tells all Alertmanagers of the set.
  void send(List<Notice> notices) {
    List<Notice> kept = relabelled(notices, alerts);
    List<AlertmanagerQueue> receivers;
    synchronized (this) {
      receivers = List.copyOf(queues.values());
    }
    if (!kept.isEmpty()) {
      receivers.forEach(queue -> queue.add(kept));
    }
  }

  /// The alerts that rules leave, with the labels which they make.
  static List<Notice> relabelled(List<Notice> notices, Relabelling rules) {
    if (rules.isEmpty()) {
      return notices;
    }
    List<Notice> kept = new ArrayList<>();
    for (Notice notice : notices) {
      LabelsBuilder labels = new LabelsBuilder(notice.labels());
      if (rules.apply(labels) && labels.size() > 0) {
        kept.add(notice.with(labels.build()));
      }
    }
    return kept;
  }

  synchronized List<String> active() {
    return queues.keySet().stream().map(URI::toString).toList();
  }

  synchronized List<String> dropped() {
    return List.copyOf(dropped);
  }

  synchronized int waiting() {
    return queues.values().stream().mapToInt(AlertmanagerQueue::size).sum();
  }

  /// Stops to look for Alertmanagers, sends what waits and lets go of connections.
  ///
  /// @param deadlineNanos by `System.nanoTime`, when it gives up
  void close(long deadlineNanos) {
    List<AlertmanagerQueue> left;
    synchronized (this) {
      stopped = true;
      discoveries.forEach(Discovery::stop);
      left = List.copyOf(queues.values());
    }
    try {
      for (AlertmanagerQueue queue : left) {
        queue.awaitSent(deadlineNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
