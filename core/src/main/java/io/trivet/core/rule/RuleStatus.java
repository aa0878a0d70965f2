package io.trivet.core.rule;

import java.util.List;

/// A rule and how its last evaluation went.
///
/// @param lastError "" after a good one
/// @param lastEvaluationMs when it began; 0 before the first
/// @param evaluationNanos how long it took
/// @param state the farthest state of its alerts
/// @param alerts those which are pending or fire, sorted by labels; none of a recording rule
public record RuleStatus(
    Rule rule,
    RuleHealth health,
    String lastError,
    long lastEvaluationMs,
    long evaluationNanos,
    AlertState state,
    List<AlertStatus> alerts) {
  public RuleStatus {
    alerts = List.copyOf(alerts);
  }
}
