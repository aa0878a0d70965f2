package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupRunTest {
  private final RuleBench bench = new RuleBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static Rule.Recording record(String name, String expression, String... labels) {
    return new Rule.Recording(name, expression, Labels.of(labels).toMap());
  }

  private static Rule.Alerting alert(long forSeconds, long keepSeconds) {
    return new Rule.Alerting(
        "Down",
        "e",
        1000 * forSeconds,
        1000 * keepSeconds,
        Map.of("severity", "page"),
        Map.of("summary", "{{ $labels.host }} is {{ $value }}"));
  }

  private static RuleStatus only(GroupRun group) {
    return group.status().rules().getFirst();
  }

  private static String lastError(GroupRun group) {
    return only(group).lastError();
  }

  @Test
  void a_recording_rule_writes_its_elements_under_its_name_and_labels() {
    GroupRun group = bench.group(false, record("r:x", "e", "team", "red", "job", "own"));
    bench.gives(
        "e", RuleBench.sample(2, "__name__", "x", "job", "a", "host", "1"), RuleBench.sample(3));
    bench.at(group, 60);
    assertThat(bench.written)
        .containsExactly(
            "r:x{host=\"1\", job=\"own\", team=\"red\"} 2.0 @60",
            "r:x{job=\"own\", team=\"red\"} 3.0 @60");
    assertThat(only(group).health()).isEqualTo(RuleHealth.GOOD);
    assertThat(group.status().samples()).isEqualTo(2);
  }

  @Test
  void an_empty_label_of_a_rule_takes_the_label_away() {
    Rule.Recording recording = new Rule.Recording("r", "e", Map.of("host", "", "team", "red"));
    Rule.Alerting alerting =
        new Rule.Alerting(
            "A", "e", 0, 0, Map.of("host", "", "job", "{{ $labels.none }}"), Map.of());
    GroupRun group = bench.group(false, recording, alerting);
    bench.gives("e", RuleBench.sample(2, "job", "a", "host", "1", "x", "y"));
    bench.at(group, 60);
    assertThat(bench.written)
        .contains(
            "r{job=\"a\", team=\"red\", x=\"y\"} 2.0 @60",
            "ALERTS{alertname=\"A\", alertstate=\"firing\", x=\"y\"} 1.0 @60");
  }

  @Test
  void a_series_that_vanished_gets_a_staleness_marker_once() {
    GroupRun group = bench.group(false, record("r", "e"));
    bench.gives("e", RuleBench.sample(1, "a", "1"), RuleBench.sample(1, "a", "2"));
    bench.at(group, 60);
    bench.gives("e", RuleBench.sample(1, "a", "2"));
    bench.at(group, 120);
    assertThat(bench.written).containsExactly("r{a=\"1\"} stale @120", "r{a=\"2\"} 1.0 @120");
    bench.at(group, 180);
    assertThat(bench.written).containsExactly("r{a=\"2\"} 1.0 @180");
  }

  @Test
  void a_failure_keeps_the_series_and_is_shown() {
    GroupRun group = bench.group(false, record("r", "e"), record("s", "f"));
    bench.gives("e", RuleBench.sample(1));
    bench.gives("f", RuleBench.sample(2));
    bench.at(group, 60);
    bench.results.remove("e");
    bench.at(group, 120);
    assertThat(bench.written).containsExactly("s{} 2.0 @120");
    assertThat(only(group).health()).isEqualTo(RuleHealth.BAD);
    assertThat(lastError(group)).isEqualTo("no result of e");
    bench.gives("e");
    bench.at(group, 180);
    assertThat(bench.written).containsExactly("r{} stale @180", "s{} 2.0 @180");
    assertThat(only(group).health()).isEqualTo(RuleHealth.GOOD);
    assertThat(lastError(group)).isEmpty();
  }

  @Test
  void elements_that_become_one_series_are_an_error() {
    GroupRun group = bench.group(false, record("r", "e", "a", "same"));
    bench.gives("e", RuleBench.sample(1, "a", "1"), RuleBench.sample(1, "a", "2"));
    bench.at(group, 60);
    assertThat(bench.written).isEmpty();
    assertThat(lastError(group))
        .isEqualTo("vector contains metrics with the same labelset after applying rule labels");
  }

  @Test
  void more_than_the_limit_is_an_error_and_nothing_is_written() {
    GroupRun group = bench.group(1, false, record("r", "e"), alert(0, 0));
    bench.gives("e", RuleBench.sample(1, "a", "1"), RuleBench.sample(1, "a", "2"));
    bench.at(group, 60);
    assertThat(bench.written).isEmpty();
    assertThat(lastError(group)).isEqualTo("exceeded limit of 1 with 2 series");
    RuleStatus alerts = group.status().rules().getLast();
    assertThat(alerts.lastError()).isEqualTo("exceeded limit of 1 with 2 alerts");
    assertThat(alerts.state()).isEqualTo(AlertState.INACTIVE);
    assertThat(alerts.alerts()).isEmpty();
  }

  @Test
  void a_refused_sample_is_the_error_of_the_rule() {
    GroupRun group = bench.group(false, record("r", "e"));
    bench.gives("e", RuleBench.sample(1));
    bench.refusal = "out of order sample";
    bench.at(group, 60);
    assertThat(lastError(group)).isEqualTo("out of order sample");
  }

  @Test
  void expressions_are_evaluated_and_written_at_the_offset() {
    GroupRun group =
        new GroupRun(
            new RuleGroup("f.yml", "g", 60_000, 30_000, 0, List.of(record("r", "e"))),
            bench.settings,
            bench.environment,
            new RuleCounters(),
            new Semaphore(0),
            false);
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 60);
    assertThat(bench.evaluatedAt).containsExactly(RuleBench.START + 30_000);
    assertThat(bench.written).containsExactly("r{} 1.0 @30");
  }

  @Test
  void an_alert_waits_fires_and_is_resolved() {
    GroupRun group = bench.group(false, alert(120, 0));
    bench.gives("e", RuleBench.sample(5.5, "__name__", "up", "host", "h1"));
    bench.at(group, 60);
    String labels = "alertname=\"Down\", %shost=\"h1\", severity=\"page\"}";
    assertThat(bench.written)
        .containsExactlyInAnyOrder(
            "ALERTS{" + labels.formatted("alertstate=\"pending\", ") + " 1.0 @60",
            "ALERTS_FOR_STATE{" + labels.formatted("") + " 1.70000006E9 @60");
    assertThat(bench.sent).isEmpty();
    assertThat(only(group).state()).isEqualTo(AlertState.PENDING);

    bench.at(group, 180);
    assertThat(bench.written)
        .containsExactlyInAnyOrder(
            "ALERTS{" + labels.formatted("alertstate=\"firing\", ") + " 1.0 @180",
            "ALERTS{" + labels.formatted("alertstate=\"pending\", ") + " stale @180",
            "ALERTS_FOR_STATE{" + labels.formatted("") + " 1.70000006E9 @180");
    assertThat(bench.sent)
        .containsExactly(
            new Alert(
                Labels.of("alertname", "Down", "host", "h1", "severity", "page"),
                Map.of("summary", "h1 is 5.5"),
                RuleBench.START + 180_000,
                RuleBench.START + 180_000 + 240_000,
                "e"));

    bench.gives("e");
    bench.at(group, 240);
    assertThat(bench.written).hasSize(2).allMatch(line -> line.endsWith("stale @240"));
    assertThat(bench.sent).extracting(Alert::endsAtMs).containsExactly(RuleBench.START + 240_000);
    assertThat(only(group).state()).isEqualTo(AlertState.INACTIVE);
    assertThat(only(group).alerts()).isEmpty();
  }

  @Test
  void an_alert_that_ends_while_it_waits_is_forgotten() {
    GroupRun group = bench.group(false, alert(600, 0));
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 60);
    bench.gives("e");
    bench.at(group, 120);
    assertThat(bench.sent).isEmpty();
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 180);
    assertThat(only(group).alerts().getFirst().activeAtMs()).isEqualTo(RuleBench.START + 180_000);
  }

  @Test
  void a_firing_alert_is_told_again_after_the_resend_delay_and_a_resolved_one_for_15_minutes() {
    GroupRun group = bench.group(false, alert(0, 0));
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 60);
    assertThat(bench.sent).hasSize(1);
    bench.at(group, 90);
    assertThat(bench.sent).isEmpty();
    bench.at(group, 121);
    assertThat(bench.sent).hasSize(1);
    bench.gives("e");
    bench.at(group, 130);
    assertThat(bench.sent).extracting(Alert::endsAtMs).containsExactly(RuleBench.START + 130_000);
    bench.at(group, 1000);
    assertThat(bench.sent).hasSize(1);
    bench.at(group, 130 + 901);
    assertThat(bench.sent).isEmpty();
  }

  @Test
  void keep_firing_for_bridges_gaps() {
    GroupRun group = bench.group(false, alert(0, 300));
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 0);
    bench.gives("e");
    bench.at(group, 60);
    AlertStatus kept = only(group).alerts().getFirst();
    assertThat(kept.state()).isEqualTo(AlertState.FIRING);
    assertThat(kept.keepFiringSinceMs()).isEqualTo(RuleBench.START + 60_000);
    bench.gives("e", RuleBench.sample(1));
    bench.at(group, 120);
    assertThat(only(group).alerts().getFirst().keepFiringSinceMs()).isZero();
    bench.gives("e");
    bench.at(group, 180);
    bench.at(group, 479);
    assertThat(only(group).state()).isEqualTo(AlertState.FIRING);
    bench.at(group, 480);
    assertThat(only(group).state()).isEqualTo(AlertState.INACTIVE);
  }

  @Test
  void elements_with_the_labels_of_one_alert_are_an_error() {
    GroupRun group = bench.group(false, alert(0, 0));
    bench.gives("e", RuleBench.sample(1, "__name__", "a"), RuleBench.sample(1, "__name__", "b"));
    bench.at(group, 60);
    assertThat(lastError(group))
        .isEqualTo("vector contains metrics with the same labelset after applying alert labels");
  }

  @Test
  void a_changed_group_goes_on_with_the_alerts_and_ends_the_series_of_what_is_gone() {
    GroupRun before = bench.group(false, record("gone", "g"), alert(600, 0));
    bench.gives("g", RuleBench.sample(1));
    bench.gives("e", RuleBench.sample(1));
    bench.at(before, 60);
    before.stop();
    GroupRun after = bench.group(false, alert(60, 0));
    after.takeOver(before);
    bench.at(after, 120);
    assertThat(bench.written).contains("gone{} stale @120");
    assertThat(only(after).state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void a_longer_for_takes_a_firing_alert_back_to_pending() {
    GroupRun before = bench.group(false, alert(0, 0));
    bench.gives("e", RuleBench.sample(1));
    bench.at(before, 60);
    before.stop();
    GroupRun after = bench.group(false, alert(600, 0));
    after.takeOver(before);
    bench.at(after, 120);
    assertThat(only(after).state()).isEqualTo(AlertState.PENDING);
  }
}
