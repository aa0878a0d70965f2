package io.trivet.core.rule;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A rule engine whose language is a table of what expressions give, whose storage is a list, and
/// whose clock is set by hand.
final class RuleBench implements RuleLanguage, RuleStorage, AlertSink, AutoCloseable {
  static final long START = 1_700_000_000_000L;

  final Map<String, List<RuleSample>> results = new HashMap<>();
  final List<String> written = new ArrayList<>();
  final List<Alert> sent = new ArrayList<>();
  final Map<Labels, Stored> stored = new HashMap<>();
  final List<Long> evaluatedAt = new ArrayList<>();
  long now = START;
  @Nullable String refusal;
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final InstantSource clock = () -> Instant.ofEpochMilli(now);
  final RuleEnvironment environment =
      new RuleEnvironment(this, this, this, timer, Runnable::run, clock, 0);
  RuleSettings settings =
      new RuleSettings(
          Labels.of("replica", "a"), "http://trivet:9090/x", 3_600_000, 600_000, 60_000);

  GroupRun group(boolean restoring, Rule... rules) {
    return group(0, restoring, rules);
  }

  GroupRun group(int limit, boolean restoring, Rule... rules) {
    return new GroupRun(
        new RuleGroup("f.yml", "g", 60_000, 0, limit, List.of(rules)),
        settings,
        environment,
        new RuleCounters(),
        new Semaphore(0),
        restoring);
  }

  void gives(String expression, RuleSample... samples) {
    results.put(expression, List.of(samples));
  }

  static RuleSample sample(double value, String... labels) {
    return RuleSample.of(Labels.of(labels), value);
  }

  /// Evaluates some seconds after the start; what is written by it is all there is in `written`.
  void at(GroupRun group, long seconds) {
    now = START + 1000 * seconds;
    written.clear();
    sent.clear();
    group.evaluate(now);
    written.sort(null);
  }

  @Override
  public List<RuleSample> evaluate(RuleGroup.Key group, String expression, long timeMs) {
    evaluatedAt.add(timeMs);
    List<RuleSample> result = results.get(expression);
    if (result == null) {
      throw new TrivetException(ErrorKind.EXECUTION, "no result of " + expression);
    }
    return result;
  }

  @Override
  public Batch batch() {
    return new Batch() {
      @Override
      public @Nullable String add(RuleSample sample, long timeMs) {
        if (refusal == null) {
          written.add(
              text(sample.labels()) + " " + sample.value() + " @" + (timeMs - START) / 1000);
        }
        return refusal;
      }

      @Override
      public void addStale(Labels series, long timeMs) {
        written.add(text(series) + " stale @" + (timeMs - START) / 1000);
      }

      @Override
      public void commit() {}
    };
  }

  static String text(Labels labels) {
    return labels.metricName() + labels.withoutMetricName();
  }

  @Override
  public Map<Labels, Stored> newest(String metric, String alertName, long startMs, long endMs) {
    Map<Labels, Stored> found = new TreeMap<>();
    stored.forEach((labels, last) -> {
      if (last.timeMs() >= startMs
          && last.timeMs() <= endMs
          && labels.get("alertname").equals(alertName)) {
        found.put(labels, last);
      }
    });
    return found;
  }

  @Override
  public void send(List<Alert> alerts) {
    sent.addAll(alerts);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
