package io.trivet.core.rule;

import io.trivet.core.codec.Hash128;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A group that runs: evaluates its rules at each of its times. The times are the multiples of the
/// interval, shifted by a hash of file and name, so that groups are spread and stay where they are
/// over restarts. What was missed is not made up for.
final class GroupRun {
  private static final Logger LOG = LoggerFactory.getLogger(GroupRun.class);

  private final RuleGroup group;
  private final RuleSettings settings;
  private final RuleEnvironment environment;
  private final RuleCounters counters;
  private final Semaphore slots;
  private final List<RuleRun> rules;

  /// The rules in the order of their evaluation; those of one stage may be evaluated together.
  private final List<List<RuleRun>> stages;

  private final long offsetMs;

  /// Series of rules that are no more, whose markers are due.
  private Set<Labels> stale = new HashSet<>();

  private int evaluationsToRestore;
  private volatile boolean stopped;
  private volatile long lastEvaluationMs;
  private volatile long lastNanos;
  private volatile long lastSamples;

  /// @param slots what evaluations beside others take one of, where that is allowed
  /// @param restoring whether what alerts were before a restart is still to be read
  GroupRun(
      RuleGroup group,
      RuleSettings settings,
      RuleEnvironment environment,
      RuleCounters counters,
      Semaphore slots,
      boolean restoring) {
    this.group = group;
    this.settings = settings;
    this.environment = environment;
    this.counters = counters;
    this.slots = slots;
    // The first evaluation may come before there is data to go by.
    this.evaluationsToRestore = restoring ? 2 : 0;
    this.rules =
        group.rules().stream()
            .map(rule ->
                switch (rule) {
                  case Rule.Recording recording -> new RecordingRun(recording);
                  case Rule.Alerting alerting -> new AlertingRun(alerting, !restoring);
                })
            .map(RuleRun.class::cast)
            .toList();
    this.stages =
        environment.concurrentEvaluations() == 0
            ? List.of(rules)
            : RuleOrder.stages(group.rules(), environment.language()).stream()
                .map(stage -> stage.stream().map(rules::get).toList())
                .toList();
    Hash128 hash = new Hash128();
    byte[] key = (group.file() + '\u0000' + group.name()).getBytes(StandardCharsets.UTF_8);
    hash.hash(key, 0, key.length);
    this.offsetMs = Long.remainderUnsigned(hash.low(), group.intervalMs());
  }

  RuleGroup group() {
    return group;
  }

  RuleSettings settings() {
    return settings;
  }

  RuleEnvironment environment() {
    return environment;
  }

  /// Goes on with what a group of this name remembered before a reload; that one must be stopped.
  /// Rules are the same if name and labels are; of several such ones the order decides.
  synchronized void takeOver(GroupRun before) {
    synchronized (before) {
      lastEvaluationMs = before.lastEvaluationMs;
      lastNanos = before.lastNanos;
      lastSamples = before.lastSamples;
      evaluationsToRestore = before.evaluationsToRestore;
      stale = before.stale;
      record Same(String name, Map<String, String> labels) {}
      Map<Same, Deque<RuleRun>> known = new HashMap<>();
      for (RuleRun rule : before.rules) {
        Rule written = rule.status().rule();
        known
            .computeIfAbsent(new Same(written.name(), written.labels()), _ -> new ArrayDeque<>())
            .add(rule);
      }
      for (RuleRun rule : rules) {
        Rule written = rule.status().rule();
        Deque<RuleRun> same = known.get(new Same(written.name(), written.labels()));
        RuleRun old = same == null ? null : same.poll();
        if (old != null) {
          rule.written = old.written;
          if (rule instanceof AlertingRun now && old instanceof AlertingRun then) {
            now.takeOver(then);
          }
        }
      }
      known.values().forEach(left -> left.forEach(rule -> stale.addAll(rule.written)));
    }
  }

  synchronized void start() {
    long nowMs = environment.clock().millis();
    long slot = Math.floorDiv(nowMs - offsetMs, group.intervalMs()) * group.intervalMs() + offsetMs;
    schedule(slot + group.intervalMs());
  }

  private void schedule(long slotMs) {
    long delay = Math.max(0, slotMs - environment.clock().millis());
    later(() -> iterate(slotMs), delay);
  }

  private void later(Runnable work, long delayMs) {
    try {
      var _ =
          environment
              .timer()
              .schedule(() -> environment.blocking().execute(work), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("rule group {} is not scheduled, the server stops", group.name(), e);
    }
  }

  private synchronized void iterate(long slotMs) {
    if (stopped) {
      return;
    }
    try {
      evaluate(slotMs);
      restoreWhenDue();
    } catch (RuntimeException e) {
      LOG.error("rule group {} of {} failed", group.name(), group.file(), e);
    }
    long late = (environment.clock().millis() - slotMs) / group.intervalMs();
    if (late > 1) {
      counters.missed.add(late - 1);
      counters.iterations.add(late - 1);
    }
    schedule(slotMs + Math.max(1, late) * group.intervalMs());
  }

  /// Evaluates all rules as of a time.
  synchronized void evaluate(long timeMs) {
    counters.iterations.increment();
    long startMs = environment.clock().millis();
    long startNanos = System.nanoTime();
    long samples = 0;
    for (List<RuleRun> stage : stages) {
      samples += evaluate(stage, timeMs);
      if (stopped) {
        return;
      }
    }
    endStale(timeMs - group.queryOffsetMs());
    lastEvaluationMs = startMs;
    lastNanos = System.nanoTime() - startNanos;
    lastSamples = samples;
  }

  /// Evaluates rules, each on a thread of its own as far as there are slots.
  private long evaluate(List<RuleRun> stage, long timeMs) {
    long samples = 0;
    List<FutureTask<Long>> beside = new ArrayList<>();
    for (RuleRun rule : stage) {
      if (stopped) {
        break;
      }
      if (stage.size() > 1 && slots.tryAcquire()) {
        beside.add(startBeside(rule, timeMs));
      } else {
        samples += evaluate(rule, timeMs);
      }
    }
    for (FutureTask<Long> task : beside) {
      samples += result(task);
    }
    return samples;
  }

  private FutureTask<Long> startBeside(RuleRun rule, long timeMs) {
    FutureTask<Long> task =
        new FutureTask<>(() -> {
          try {
            return evaluate(rule, timeMs);
          } finally {
            slots.release();
          }
        });
    try {
      environment.blocking().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server stops, a rule of {} is evaluated in turn", group.name(), e);
      task.run();
    }
    return task;
  }

  private static long result(FutureTask<Long> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("a rule ended unexpectedly", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long evaluate(RuleRun rule, long timeMs) {
    long startMs = environment.clock().millis();
    long startNanos = System.nanoTime();
    String error = "";
    long stored = 0;
    try {
      List<RuleSample> samples = rule.evaluate(this, timeMs);
      if (rule instanceof AlertingRun alerting) {
        List<Alert> due = alerting.due(timeMs, settings.resendDelayMs(), group.intervalMs());
        if (!due.isEmpty()) {
          environment.alerts().send(due);
        }
      }
      List<String> refusals = new ArrayList<>();
      stored = store(rule, samples, timeMs - group.queryOffsetMs(), refusals);
      error = refusals.isEmpty() ? "" : refusals.getFirst();
    } catch (TrivetException e) {
      error = e.reason();
    } catch (IOException e) {
      error = "cannot be stored: " + e.getMessage();
    } catch (RuntimeException e) {
      error = "internal error";
      LOG.error("rule {} failed", rule.status().rule().name(), e);
    }
    long nanos = System.nanoTime() - startNanos;
    rule.evaluated(error, startMs, nanos);
    counters.evaluations.increment();
    counters.evaluationNanos.add(nanos);
    counters.samples.add(stored);
    if (!error.isEmpty()) {
      counters.failures.increment();
      LOG.warn(
          "rule {} of group {} in {} failed: {}",
          rule.status().rule().name(),
          group.name(),
          group.file(),
          error);
    }
    return stored;
  }

  private long store(RuleRun rule, List<RuleSample> samples, long timeMs, List<String> refusals)
      throws IOException {
    RuleStorage.Batch batch = environment.storage().batch();
    Set<Labels> written = new HashSet<>();
    for (RuleSample sample : samples) {
      String refusal = batch.add(sample, timeMs);
      if (refusal == null) {
        written.add(sample.labels());
      } else {
        refusals.add(refusal);
      }
    }
    for (Labels series : rule.written) {
      if (!written.contains(series)) {
        batch.addStale(series, timeMs);
      }
    }
    batch.commit();
    rule.written = written;
    return written.size();
  }

  private void endStale(long timeMs) {
    if (stale.isEmpty()) {
      return;
    }
    // What another rule of the group writes now goes on.
    rules.forEach(rule -> stale.removeAll(rule.written));
    RuleStorage.Batch batch = environment.storage().batch();
    stale.forEach(series -> batch.addStale(series, timeMs));
    try {
      batch.commit();
    } catch (IOException e) {
      LOG.warn("staleness markers of group {} cannot be stored", group.name(), e);
    }
    stale = new HashSet<>();
  }

  private void restoreWhenDue() {
    if (evaluationsToRestore == 0 || --evaluationsToRestore > 0) {
      return;
    }
    long nowMs = environment.clock().millis();
    for (RuleRun rule : rules) {
      if (rule instanceof AlertingRun alerting) {
        try {
          alerting.restore(this, nowMs);
        } catch (TrivetException e) {
          LOG.error(
              "alerts of rule {} start again, for their series cannot be read: {}",
              rule.status().rule().name(),
              e.reason());
        }
      }
    }
  }

  /// Ends the evaluations after the rule that is being evaluated, and does not wait for it.
  void end() {
    stopped = true;
  }

  /// Ends the evaluations; returns when one that is under way is done.
  synchronized void stop() {
    stopped = true;
  }

  /// Ends the evaluations for good. Series get their markers after two intervals, so that rules
  /// which have moved to another group can go on with them.
  synchronized void remove() {
    stopped = true;
    rules.forEach(rule -> stale.addAll(rule.written));
    long nowMs = environment.clock().millis();
    later(() -> endLater(nowMs), 2 * group.intervalMs());
  }

  private synchronized void endLater(long timeMs) {
    endStale(timeMs - group.queryOffsetMs());
  }

  GroupStatus status() {
    return new GroupStatus(
        group,
        lastEvaluationMs,
        lastNanos,
        lastSamples,
        rules.stream().map(RuleRun::status).toList());
  }
}
