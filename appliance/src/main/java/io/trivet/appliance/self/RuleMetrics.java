package io.trivet.appliance.self;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.trivet.appliance.alerting.Notifier;
import io.trivet.core.rule.GroupStatus;
import io.trivet.core.rule.RuleCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What the rule engine and the notifier say of themselves, asked at each scrape.
public final class RuleMetrics extends Collector {
  private final RuleCounters rules;
  private final Supplier<List<GroupStatus>> groups;
  private final Notifier notifier;

  public RuleMetrics(RuleCounters rules, Supplier<List<GroupStatus>> groups, Notifier notifier) {
    this.rules = rules;
    this.groups = groups;
    this.notifier = notifier;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> all = new ArrayList<>();
    all.add(counter("trivet_rule_evaluations", "Evaluations of rules.", rules.evaluations()));
    all.add(counter("trivet_rule_failures", "Evaluations of rules that failed.", rules.failures()));
    all.add(
        counter(
            "trivet_rule_evaluation_seconds",
            "Time that evaluations of rules took.",
            rules.evaluationNanos() / 1e9));
    all.add(counter("trivet_rule_samples", "Samples written by rules.", rules.samples()));
    all.add(
        counter(
            "trivet_rule_group_iterations",
            "Evaluations of groups that were due.",
            rules.iterations()));
    all.add(
        counter(
            "trivet_rule_group_iterations_missed",
            "Evaluations of groups left out because the one before took too long.",
            rules.missed()));
    perGroup(all);
    all.add(
        counter("trivet_alerts_sent", "Alerts told to Alertmanagers.", notifier.counters().sent()));
    all.add(
        counter(
            "trivet_alerts_dropped",
            "Alerts that could not be told.",
            notifier.counters().dropped()));
    all.add(
        counter(
            "trivet_alert_batches_failed",
            "Batches of alerts that failed.",
            notifier.counters().failures()));
    all.add(
        new GaugeMetricFamily(
            "trivet_alerts_waiting", "Alerts that wait to be told.", notifier.waiting()));
    all.add(
        new GaugeMetricFamily(
            "trivet_alertmanagers",
            "Alertmanagers that are told of alerts.",
            notifier.active().size()));
    return all;
  }

  private void perGroup(List<MetricFamilySamples> all) {
    List<GroupStatus> now = groups.get();
    all.add(
        gauge(
            now,
            "trivet_rule_group_interval_seconds",
            "Interval of the group.",
            group -> group.group().intervalMs() / 1e3));
    all.add(
        gauge(
            now,
            "trivet_rule_group_rules",
            "Rules of the group.",
            group -> group.group().rules().size()));
    all.add(
        gauge(
            now,
            "trivet_rule_group_last_evaluation_timestamp_seconds",
            "When the group was evaluated last.",
            group -> group.lastEvaluationMs() / 1e3));
    all.add(
        gauge(
            now,
            "trivet_rule_group_last_duration_seconds",
            "How long that took.",
            group -> group.evaluationNanos() / 1e9));
    all.add(
        gauge(now, "trivet_rule_group_last_samples", "Samples it wrote.", GroupStatus::samples));
  }

  private static CounterMetricFamily counter(String name, String help, double value) {
    return new CounterMetricFamily(name, help, value);
  }

  private static GaugeMetricFamily gauge(
      List<GroupStatus> groups, String name, String help, ToDoubleFunction<GroupStatus> value) {
    GaugeMetricFamily family = new GaugeMetricFamily(name, help, List.of("file", "group"));
    for (GroupStatus group : groups) {
      family.addMetric(
          List.of(group.group().file(), group.group().name()), value.applyAsDouble(group));
    }
    return family;
  }
}
