package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A recording rule that runs.
final class RecordingRun extends RuleRun {
  private final Rule.Recording rule;

  RecordingRun(Rule.Recording rule) {
    super(rule);
    this.rule = rule;
  }

  @Override
  List<RuleSample> evaluate(GroupRun group, long timeMs) {
    List<RuleSample> found =
        group
            .environment()
            .language()
            .evaluate(
                group.group().key(), rule.expression(), timeMs - group.group().queryOffsetMs());
    List<RuleSample> samples = new ArrayList<>(found.size());
    Set<Labels> unique = new HashSet<>();
    LabelsBuilder builder = new LabelsBuilder();
    for (RuleSample sample : found) {
      builder.reset(sample.labels()).set(Labels.METRIC_NAME, rule.name());
      rule.labels().forEach(builder::set);
      Labels labels = builder.build();
      if (!unique.add(labels)) {
        throw failure("vector contains metrics with the same labelset after applying rule labels");
      }
      samples.add(new RuleSample(labels, sample.value(), sample.histogram()));
    }
    int limit = group.group().limit();
    if (limit > 0 && samples.size() > limit) {
      throw failure("exceeded limit of " + limit + " with " + samples.size() + " series");
    }
    return samples;
  }

  @Override
  AlertState state() {
    return AlertState.UNKNOWN;
  }

  @Override
  List<AlertStatus> alerts() {
    return List.of();
  }
}
