package io.trivet.scrape.discovery;

import io.trivet.scrape.config.ScrapeConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The discoveries that run, one for each configuration whatever the number of jobs that name it. A
/// discovery starts with its first subscription and ends with its last, so that it goes on over a
/// reload that leaves its configuration as it is. Safe for use from any thread.
public final class SharedDiscoveries {
  /// Most targets of one discovery; an answer with more is refused and the one before stays.
  static final int MOST_TARGETS = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(SharedDiscoveries.class);

  /// One interest in a discovery.
  public interface Subscription {
    /// Ends the interest; the sink may be told once more.
    void close();
  }

  private final Runnable updated;
  private final Runnable failed;
  private final Map<Object, Shared> running = new HashMap<>();

  /// @param updated told of each answer that is taken over
  /// @param failed told of each answer that is refused
  public SharedDiscoveries(Runnable updated, Runnable failed) {
    this.updated = updated;
    this.failed = failed;
  }

  private final class Shared {
    final Discovery discovery;
    final List<Consumer<List<TargetGroup>>> sinks = new ArrayList<>();
    @Nullable List<TargetGroup> last;

    Shared(Discovery discovery) {
      this.discovery = discovery;
    }

    void take(List<TargetGroup> found) {
      long targets = found.stream().mapToLong(group -> group.targets().size()).sum();
      if (targets > MOST_TARGETS) {
        LOG.warn("service discovery found {} targets, {} are allowed", targets, MOST_TARGETS);
        failed.run();
        return;
      }
      updated.run();
      List<Consumer<List<TargetGroup>>> told;
      synchronized (SharedDiscoveries.this) {
        last = found;
        told = List.copyOf(sinks);
      }
      told.forEach(sink -> sink.accept(found));
    }
  }

  /// How to take part in the discoveries of a job, by their configuration, in the order of their
  /// kinds.
  public Map<Object, Function<Consumer<List<TargetGroup>>, Subscription>> planned(
      ScrapeConfig config, Discoveries.Environment environment) {
    Map<Object, Function<Consumer<List<TargetGroup>>, Subscription>> planned =
        new LinkedHashMap<>();
    Discoveries.planned(config, environment)
        .forEach((key, make) -> planned.put(key, sink -> subscribe(key, make, sink)));
    return planned;
  }

  /// Takes part in the discovery of a configuration. If it has found something already the sink is
  /// told so before this returns. A sink that takes a lock must be subscribed under it.
  ///
  /// @param configuration equal for equal discoveries
  /// @param make makes the discovery if it does not run
  Subscription subscribe(
      Object configuration, Supplier<Discovery> make, Consumer<List<TargetGroup>> sink) {
    Shared fresh = null;
    Shared shared;
    List<TargetGroup> known;
    synchronized (this) {
      Shared there = running.get(configuration);
      if (there == null) {
        there = new Shared(make.get());
        running.put(configuration, there);
        fresh = there;
      }
      there.sinks.add(sink);
      known = there.last;
      shared = there;
    }
    if (known != null) {
      sink.accept(known);
    }
    if (fresh != null) {
      fresh.discovery.start(fresh::take);
    }
    return () -> leave(configuration, shared, sink);
  }

  private void leave(Object configuration, Shared shared, Consumer<List<TargetGroup>> sink) {
    synchronized (this) {
      if (!shared.sinks.remove(sink) || !shared.sinks.isEmpty()) {
        return;
      }
      running.remove(configuration);
    }
    shared.discovery.stop();
  }
}
