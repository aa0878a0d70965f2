package io.trivet.core.rule;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// Runs groups of rules. Safe for use from any thread.
public final class RuleEngine {
  private final RuleEnvironment environment;
  private final RuleCounters counters = new RuleCounters();
  private final Semaphore slots;
  private volatile Map<RuleGroup.Key, GroupRun> groups = Map.of();
  private boolean loaded;
  private boolean stopped;

  public RuleEngine(RuleEnvironment environment) {
    this.environment = environment;
    this.slots = new Semaphore(environment.concurrentEvaluations());
  }

  /// Runs these groups from now on. A group that stays the same goes on undisturbed; one that has
  /// changed goes on with the alerts of the rules it still has; the series of what is gone end. The
  /// groups of the first call go on with the alerts of the process before.
  ///
  /// @throws IllegalArgumentException if two groups have file and name in common
  public synchronized void load(List<RuleGroup> wanted, RuleSettings settings) {
    Set<RuleGroup.Key> keys = new HashSet<>();
    for (RuleGroup group : wanted) {
      if (!keys.add(group.key())) {
        throw new IllegalArgumentException("two groups " + group.name() + " in " + group.file());
      }
    }
    if (stopped) {
      return;
    }
    Map<RuleGroup.Key, GroupRun> before = new LinkedHashMap<>(groups);
    Map<RuleGroup.Key, GroupRun> now = new LinkedHashMap<>();
    for (RuleGroup group : wanted) {
      GroupRun known = before.remove(group.key());
      if (known != null && known.group().equals(group) && known.settings().equals(settings)) {
        now.put(group.key(), known);
        continue;
      }
      GroupRun run = new GroupRun(group, settings, environment, counters, slots, !loaded);
      if (known != null) {
        known.stop();
        run.takeOver(known);
      }
      now.put(group.key(), run);
      run.start();
    }
    before.values().forEach(GroupRun::remove);
    groups = Collections.unmodifiableMap(now);
    loaded = true;
  }

  /// Stops without staleness markers: a restart goes on where this ends. Does not wait for rules
  /// that are being evaluated; after each of them nothing more is done.
  public synchronized void stop() {
    stopped = true;
    groups.values().forEach(GroupRun::end);
  }

  /// The groups, sorted by file and name.
  public List<GroupStatus> groups() {
    return groups.values().stream()
        .map(GroupRun::status)
        .sorted(
            Comparator.comparing((GroupStatus status) -> status.group().file())
                .thenComparing(status -> status.group().name()))
        .toList();
  }

  /// What the engine counts of itself.
  public RuleCounters counters() {
    return counters;
  }
}
