package io.trivet.core.rule;

import io.trivet.core.label.Labels;

/// What holds for all rules.
///
/// @param externalLabels as templates see them
/// @param externalUrl of this server, as templates see it; "" when it has none
/// @param outageToleranceMs the longest outage after which alerts go on where they were
/// @param gracePeriodMs alerts with a shorter `for` start again after an outage; others do not fire
///   earlier than this after it
/// @param resendDelayMs how long until a firing alert is told of again
public record RuleSettings(
    Labels externalLabels,
    String externalUrl,
    long outageToleranceMs,
    long gracePeriodMs,
    long resendDelayMs) {
  /// The settings of Prometheus' own defaults.
  public static RuleSettings defaults() {
    return new RuleSettings(Labels.EMPTY, "", 3_600_000, 600_000, 60_000);
  }
}
