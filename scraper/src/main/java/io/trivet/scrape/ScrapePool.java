package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.discovery.Discoveries;
import io.trivet.scrape.discovery.SharedDiscoveries;
import io.trivet.scrape.discovery.TargetGroup;
import io.trivet.scrape.http.Fetcher;
import io.trivet.scrape.relabel.Relabelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The targets of one job and their loops. Each discovery of the job replaces its own groups; a
/// loop lives as long as its target is found. Safe for use from any thread.
final class ScrapePool {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapePool.class);

  private final ScrapeEnvironment environment;
  private final ScrapeCounters counters;
  private ScrapeConfig config;
  private ScrapeSettings settings;
  private TargetFactory factory;
  private Fetcher fetcher;
  private final SharedDiscoveries discoveries;
  private List<SharedDiscoveries.Subscription> subscriptions = List.of();

  /// What each discovery has found, by its configuration; empty as long as it has told nothing.
  private Map<Object, Optional<List<TargetGroup>>> groups = new LinkedHashMap<>();

  /// What discoveries found that a reload took away: it counts until all new ones have told.
  private List<List<TargetGroup>> leftOver = List.of();

  private boolean isSubscribing;
  private Map<Target.Key, ScrapeLoop> loops = new LinkedHashMap<>();
  private List<DroppedTarget> dropped = List.of();
  private int droppedCount;

  /// Grows with each change of discoveries, so that what an old one still tells is not heard.
  private int generation;

  private boolean stopped;

  ScrapePool(
      ScrapeConfig config,
      ScrapeSettings settings,
      ScrapeEnvironment environment,
      SharedDiscoveries discoveries,
      ScrapeCounters counters) {
    this.discoveries = discoveries;
    this.environment = environment;
    this.counters = counters;
    this.config = config;
    this.settings = settings;
    this.factory = new TargetFactory(settings);
    this.fetcher = environment.fetchers().apply(settings.http());
  }

  synchronized void start() {
    discover();
  }

  /// Subscribes to the discoveries of the configuration. One that goes on tells at once what it
  /// knows.
  private void discover() {
    int mine = ++generation;
    Discoveries.Environment outside =
        new Discoveries.Environment(
            environment.fetchers(),
            environment.files(),
            environment.timer(),
            environment.blocking(),
            environment.userAgent(),
            () -> counters.increment(ScrapeCounter.DISCOVERY_FAILURES));
    Map<Object, Function<Consumer<List<TargetGroup>>, SharedDiscoveries.Subscription>> planned =
        discoveries.planned(config, outside);
    List<List<TargetGroup>> left = new ArrayList<>(leftOver);
    groups.forEach((key, found) -> {
      if (!planned.containsKey(key)) {
        found.ifPresent(left::add);
      }
    });
    leftOver = left;
    groups = new LinkedHashMap<>();
    planned.keySet().forEach(key -> groups.put(key, Optional.empty()));
    List<SharedDiscoveries.Subscription> before = subscriptions;
    subscriptions = new ArrayList<>();
    isSubscribing = true;
    try {
      planned.forEach(
          (key, subscribe) -> subscriptions.add(subscribe.apply(found -> take(mine, key, found))));
    } finally {
      isSubscribing = false;
    }
    before.forEach(SharedDiscoveries.Subscription::close);
    sync();
  }

  private synchronized void take(int from, Object key, List<TargetGroup> found) {
    if (from != generation || stopped) {
      return;
    }
    Optional<List<TargetGroup>> now = Optional.of(found);
    boolean same = now.equals(groups.put(key, now));
    if (!same && !isSubscribing) {
      sync();
    }
  }

  /// Takes over a changed configuration. Loops whose targets stay the same go on with what they
  /// know.
  synchronized void reload(ScrapeConfig newConfig, ScrapeSettings newSettings) {
    if (newConfig.equals(config) && newSettings.equals(settings)) {
      return;
    }
    counters.increment(ScrapeCounter.RELOADS);
    boolean sameSettings = newSettings.equals(settings);
    boolean sameHttp = newSettings.http().equals(settings.http());
    config = newConfig;
    settings = newSettings;
    if (!sameSettings) {
      Fetcher old = fetcher;
      factory = new TargetFactory(settings);
      fetcher = sameHttp ? old : environment.fetchers().apply(settings.http());
      Map<Target.Key, ScrapeLoop> before = loops;
      loops = new LinkedHashMap<>();
      before.values().forEach(ScrapeLoop::stop);
      sync(before);
      if (!sameHttp) {
        old.close();
      }
    }
    discover();
  }

  private void sync() {
    sync(Map.of());
  }

  /// Brings the loops in line with the targets.
  ///
  /// @param replaced stopped loops, under settings which are no longer
  private void sync(Map<Target.Key, ScrapeLoop> replaced) {
    counters.increment(ScrapeCounter.POOL_SYNCS);
    Map<Target.Key, Target> targets = new LinkedHashMap<>();
    List<DroppedTarget> nowDropped = new ArrayList<>();
    droppedCount = 0;
    if (groups.values().stream().allMatch(Optional::isPresent)) {
      leftOver = List.of();
    }
    List<List<TargetGroup>> all = new ArrayList<>();
    groups.values().forEach(found -> found.ifPresent(all::add));
    all.addAll(leftOver);
    for (List<TargetGroup> found : all) {
      for (TargetGroup group : found) {
        for (Labels labels : group.targets()) {
          add(factory.make(labels), labels, targets, nowDropped);
        }
      }
    }
    dropped = List.copyOf(nowDropped);
    List<ScrapeLoop> fresh = new ArrayList<>();
    targets.forEach((key, target) -> {
      if (!loops.containsKey(key)) {
        ScrapeLoop loop =
            new ScrapeLoop(target, settings, environment, fetcher, counters, replaced.get(key));
        loops.put(key, loop);
        fresh.add(loop);
      }
    });
    loops
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !targets.containsKey(entry.getKey());
          if (gone) {
            entry.getValue().stopAndMarkStaleLater();
          }
          return gone;
        });
    replaced.forEach((key, loop) -> {
      if (!targets.containsKey(key)) {
        loop.stopAndMarkStaleLater();
      }
    });
    limitTargets();
    fresh.forEach(ScrapeLoop::start);
  }

  private void add(
      TargetFactory.Outcome outcome,
      Labels labels,
      Map<Target.Key, Target> targets,
      List<DroppedTarget> nowDropped) {
    switch (outcome) {
      case TargetFactory.Outcome.Made(Target target) -> targets.putIfAbsent(target.key(), target);
      case TargetFactory.Outcome.Dropped(Labels discovered) -> {
        droppedCount++;
        int kept = settings.keepDroppedTargets();
        if (kept == 0 || nowDropped.size() < kept) {
          nowDropped.add(new DroppedTarget(settings.job(), discovered));
        }
      }
      case TargetFactory.Outcome.Refused(String reason) -> {
        counters.increment(ScrapeCounter.TARGETS_REFUSED);
        LOG.warn("job {}: target {} cannot be scraped: {}", settings.job(), labels, reason);
      }
    }
  }

  private void limitTargets() {
    int limit = settings.targetLimit();
    boolean exceeded = limit > 0 && loops.size() > limit;
    if (exceeded) {
      counters.increment(ScrapeCounter.EXCEEDED_TARGETS);
    }
    String error =
        exceeded
            ? "target_limit exceeded (number of targets: %d, limit: %d)"
                .formatted(loops.size(), limit)
            : "";
    loops.values().forEach(loop -> loop.forceError(error));
  }

  /// Ends all loops for good.
  void stop(boolean markStale) {
    List<ScrapeLoop> ended;
    synchronized (this) {
      stopped = true;
      generation++;
      subscriptions.forEach(SharedDiscoveries.Subscription::close);
      ended = List.copyOf(loops.values());
      ended.forEach(ScrapeLoop::stop);
    }
    if (markStale) {
      long nowMs = environment.clock().millis();
      ended.forEach(loop -> loop.markStale(nowMs));
    }
    synchronized (this) {
      fetcher.close();
    }
  }

  /// Ends all loops because the job is gone: markers follow later.
  synchronized void remove() {
    stopped = true;
    generation++;
    subscriptions.forEach(SharedDiscoveries.Subscription::close);
    loops.values().forEach(ScrapeLoop::stopAndMarkStaleLater);
    fetcher.close();
  }

  /// Views of the targets, sorted by their labels.
  synchronized List<TargetHealth> targets() {
    return loops.values().stream()
        .map(ScrapeLoop::view)
        .sorted(Comparator.comparing(TargetHealth::labels))
        .toList();
  }

  synchronized List<DroppedTarget> droppedTargets() {
    return dropped;
  }

  synchronized int droppedCount() {
    return droppedCount;
  }

  /// What each relabelling rule of the job makes of discovered labels.
  synchronized List<Relabelling.Step> relabelSteps(Labels discovered) {
    return factory.relabelling().steps(discovered);
  }
}
