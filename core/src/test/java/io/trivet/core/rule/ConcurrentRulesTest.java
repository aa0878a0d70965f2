package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Evaluations that tell when they begin and wait until they may end.
class ConcurrentRulesTest implements RuleLanguage {
  private final RuleBench bench = new RuleBench();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, CountDownLatch> begun = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> mayEnd = new ConcurrentHashMap<>();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    mayEnd.values().forEach(CountDownLatch::countDown);
    threads.shutdownNow();
    bench.close();
  }

  @Override
  public List<RuleSample> evaluate(RuleGroup.Key group, String expression, long timeMs) {
    events.add("begin " + expression);
    latch(begun, expression).countDown();
    await(latch(mayEnd, expression));
    events.add("end " + expression);
    if (expression.startsWith("broken")) {
      throw RuleRun.failure("it is broken");
    }
    return List.of(RuleBench.sample(1));
  }

  @Override
  public Predicate<String> reads(String expression) {
    return Arrays.asList(expression.split(" "))::contains;
  }

  private static CountDownLatch latch(Map<String, CountDownLatch> latches, String expression) {
    return latches.computeIfAbsent(expression, _ -> new CountDownLatch(1));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void letAllEnd(String... expressions) {
    for (String expression : expressions) {
      latch(mayEnd, expression).countDown();
    }
  }

  /// @param slots what is free of `concurrent`
  private GroupRun group(int concurrent, Semaphore slots, String... namesAndExpressions) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < namesAndExpressions.length; i += 2) {
      rules.add(new Rule.Recording(namesAndExpressions[i], namesAndExpressions[i + 1], Map.of()));
    }
    RuleStorage storage = new SafeStorage(bench);
    return new GroupRun(
        new RuleGroup("f.yml", "g", 60_000, 0, 0, rules),
        bench.settings,
        new RuleEnvironment(this, storage, bench, bench.timer, threads, bench.clock, concurrent),
        new RuleCounters(),
        slots,
        false);
  }

  private Future<?> evaluate(GroupRun group) {
    return threads.submit(() -> group.evaluate(RuleBench.START));
  }

  @Test
  void independent_rules_are_evaluated_at_the_same_time() throws Exception {
    GroupRun group = group(4, new Semaphore(4), "a", "x", "b", "y", "c", "z");
    Future<?> run = evaluate(group);
    await(latch(begun, "x"));
    await(latch(begun, "y"));
    await(latch(begun, "z"));
    letAllEnd("x", "y", "z");
    run.get(20, TimeUnit.SECONDS);
    assertThat(bench.written).containsExactlyInAnyOrder("a{} 1.0 @0", "b{} 1.0 @0", "c{} 1.0 @0");
    assertThat(group.status().samples()).isEqualTo(3);
  }

  @Test
  void a_dependent_rule_begins_when_what_it_reads_is_written() throws Exception {
    GroupRun group = group(4, new Semaphore(4), "a", "x", "b", "y", "c", "a b");
    Future<?> run = evaluate(group);
    await(latch(begun, "x"));
    await(latch(begun, "y"));
    letAllEnd("y", "a b");
    assertThat(begun).doesNotContainKey("a b");
    letAllEnd("x");
    run.get(20, TimeUnit.SECONDS);
    assertThat(events).endsWith("begin a b", "end a b");
    assertThat(bench.written).hasSize(3).endsWith("c{} 1.0 @0");
  }

  @Test
  void beyond_the_bound_over_all_groups_rules_are_evaluated_in_turn() throws Exception {
    Semaphore slots = new Semaphore(1);
    GroupRun one = group(1, slots, "a", "x1", "b", "y1");
    GroupRun other = group(1, slots, "a", "x2", "b", "y2");
    Future<?> first = evaluate(one);
    await(latch(begun, "x1"));
    await(latch(begun, "y1"));
    // The slot is taken by x1 until it ends.
    Future<?> second = evaluate(other);
    await(latch(begun, "x2"));
    assertThat(begun).doesNotContainKey("y2");
    letAllEnd("x2", "y2");
    second.get(20, TimeUnit.SECONDS);
    letAllEnd("x1", "y1");
    first.get(20, TimeUnit.SECONDS);
    assertThat(events).containsSubsequence("begin x2", "end x2", "begin y2", "end y2", "end x1");
    assertThat(slots.availablePermits()).isEqualTo(1);
  }

  @Test
  void without_concurrency_rules_keep_the_order_in_which_they_are_written() throws Exception {
    letAllEnd("x", "a", "y");
    evaluate(group(0, new Semaphore(0), "a", "x", "b", "a", "c", "y")).get(20, TimeUnit.SECONDS);
    assertThat(events).containsExactly("begin x", "end x", "begin a", "end a", "begin y", "end y");
  }

  @Test
  void a_failure_is_that_of_its_rule_alone() throws Exception {
    letAllEnd("broken", "y");
    GroupRun group = group(4, new Semaphore(4), "a", "broken", "b", "y");
    evaluate(group).get(20, TimeUnit.SECONDS);
    assertThat(group.status().rules())
        .extracting(RuleStatus::health)
        .containsExactly(RuleHealth.BAD, RuleHealth.GOOD);
  }

  /// Writes of several threads one at a time.
  private record SafeStorage(RuleStorage storage) implements RuleStorage {
    @Override
    public Batch batch() {
      Batch batch = storage.batch();
      return new Batch() {
        @Override
        public @Nullable String add(RuleSample sample, long timeMs) {
          synchronized (storage) {
            return batch.add(sample, timeMs);
          }
        }

        @Override
        public void addStale(Labels series, long timeMs) {
          synchronized (storage) {
            batch.addStale(series, timeMs);
          }
        }

        @Override
        public void commit() {}
      };
    }

    @Override
    public Map<Labels, Stored> newest(String metric, String alertName, long startMs, long endMs) {
      return storage.newest(metric, alertName, startMs, endMs);
    }
  }
}
