package io.trivet.core.rule;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A rule of a group that runs, with what it remembers from one evaluation to the next. Owned by
/// the thread that evaluates the group; [#status] may be read by any.
abstract sealed class RuleRun permits RecordingRun, AlertingRun {
  private volatile RuleStatus status;

  /// Series written by the last good evaluation.
  Set<Labels> written = new HashSet<>();

  RuleRun(Rule rule) {
    this.status = new RuleStatus(rule, RuleHealth.UNKNOWN, "", 0, 0, AlertState.UNKNOWN, List.of());
  }

  /// The samples to be written.
  ///
  /// @param timeMs of the evaluation
  /// @throws TrivetException if the rule fails
  abstract List<RuleSample> evaluate(GroupRun group, long timeMs);

  /// How far its alerts are.
  abstract AlertState state();

  abstract List<AlertStatus> alerts();

  final RuleStatus status() {
    return status;
  }

  final void evaluated(String error, long startMs, long nanos) {
    status =
        new RuleStatus(
            status.rule(),
            error.isEmpty() ? RuleHealth.GOOD : RuleHealth.BAD,
            error,
            startMs,
            nanos,
            state(),
            alerts());
  }

  /// Shows alerts that have changed between evaluations.
  final void refresh() {
    RuleStatus old = status;
    status =
        new RuleStatus(
            old.rule(),
            old.health(),
            old.lastError(),
            old.lastEvaluationMs(),
            old.evaluationNanos(),
            state(),
            alerts());
  }

  static TrivetException failure(String message) {
    return new TrivetException(ErrorKind.EXECUTION, message);
  }
}
