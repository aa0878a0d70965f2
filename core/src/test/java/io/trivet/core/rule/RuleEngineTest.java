package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleEngineTest {
  private final RuleBench bench = new RuleBench();
  private final RuleEngine engine = new RuleEngine(bench.environment);

  @AfterEach
  void close() {
    engine.stop();
    bench.close();
  }

  private static RuleGroup group(String file, String name, String expression) {
    return new RuleGroup(
        file, name, 60_000, 0, 0, List.of(new Rule.Recording("r", expression, Map.of())));
  }

  @Test
  void groups_are_told_sorted_by_file_and_name() {
    engine.load(
        List.of(group("b", "x", "e"), group("a", "z", "e"), group("a", "y", "e")), bench.settings);
    assertThat(engine.groups())
        .extracting(status -> status.group().file() + status.group().name())
        .containsExactly("ay", "az", "bx");
    assertThat(engine.groups().getFirst().rules().getFirst().health())
        .isEqualTo(RuleHealth.UNKNOWN);
  }

  @Test
  void two_groups_cannot_have_one_name_in_a_file() {
    assertThatThrownBy(
            () -> engine.load(List.of(group("a", "x", "e"), group("a", "x", "f")), bench.settings))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_group_is_evaluated_at_its_slots() {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    RuleEngine real =
        new RuleEngine(
            new RuleEnvironment(
                (group, expression, time) -> {
                  times.add(time);
                  return List.of();
                },
                bench,
                bench,
                bench.timer,
                Runnable::run,
                InstantSource.system(),
                0));
    RuleGroup fast =
        new RuleGroup("f", "fast", 50, 0, 0, List.of(new Rule.Recording("r", "e", Map.of())));
    real.load(List.of(fast), bench.settings);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> real.counters().evaluations() >= 3);
    real.stop();
    List<Long> all = new ArrayList<>(times);
    assertThat(all).isSorted();
    assertThat(all).extracting(time -> time % 50).containsOnly(all.getFirst() % 50);
  }
}
