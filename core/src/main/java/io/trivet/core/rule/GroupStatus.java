package io.trivet.core.rule;

import java.util.List;

/// A group and how its last evaluation went.
///
/// @param lastEvaluationMs when it began; 0 before the first
/// @param evaluationNanos how long it took
/// @param samples written by it
public record GroupStatus(
    RuleGroup group,
    long lastEvaluationMs,
    long evaluationNanos,
    long samples,
    List<RuleStatus> rules) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }
}
