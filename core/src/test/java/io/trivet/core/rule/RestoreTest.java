package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of alerts over a restart. The rule waits 20 minutes, the grace period is 10, the
/// outage tolerance an hour.
class RestoreTest {
  private static final long MINUTE = 60_000;
  private static final Labels ALERT = Labels.of("alertname", "Slow", "host", "h");

  private final RuleBench bench = new RuleBench();

  @AfterEach
  void close() {
    bench.close();
  }

  /// Minutes after the start at which the alert counts as begun.
  private long restored(long forMinutes, RuleStorage.Stored last) {
    Rule.Alerting rule = new Rule.Alerting("Slow", "e", forMinutes * MINUTE, 0, Map.of(), Map.of());
    bench.stored.put(ALERT, last);
    bench.gives("e", RuleBench.sample(1, "host", "h"));
    AlertingRun run = new AlertingRun(rule, false);
    GroupRun group = bench.group(true, rule);
    assertThat(run.evaluate(group, RuleBench.START)).isEmpty();
    run.restore(group, RuleBench.START);
    assertThat(run.evaluate(group, RuleBench.START)).hasSize(2);
    return (run.alerts().getFirst().activeAtMs() - RuleBench.START) / MINUTE;
  }

  private static RuleStorage.Stored stored(long atMinutes, long begunMinutes) {
    return new RuleStorage.Stored(
        RuleBench.START + atMinutes * MINUTE,
        (RuleBench.START + begunMinutes * MINUTE) / 1e3,
        false);
  }

  @Test
  void the_time_of_the_outage_does_not_count() {
    // Six minutes had passed when the process went down five minutes ago.
    assertThat(restored(20, stored(-5, -11))).isEqualTo(-6);
  }

  @Test
  void an_alert_that_fired_fires_again() {
    assertThat(restored(20, stored(-5, -30))).isEqualTo(-30);
  }

  @Test
  void an_alert_about_to_fire_waits_for_the_grace_period() {
    assertThat(restored(20, stored(-5, -24))).isEqualTo(-10);
  }

  @Test
  void alerts_start_again_after_a_long_outage_a_marker_or_with_a_short_for() {
    assertThat(restored(20, stored(-61, -70))).isZero();
    assertThat(restored(9, stored(-1, -5))).isZero();
    RuleStorage.Stored stale = new RuleStorage.Stored(RuleBench.START - MINUTE, 0, true);
    assertThat(restored(20, stale)).isZero();
  }
}
