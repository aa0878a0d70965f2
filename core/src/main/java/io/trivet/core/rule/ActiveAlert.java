package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import java.util.Map;

/// One alert of a rule through its life. Owned by the thread that evaluates the group.
///
/// ```text
///              element there        for is over
///   (nothing) ---------------> PENDING ----------> FIRING
///       ^                         | gone             | gone, keep_firing_for is over
///       +-------------------------+                  v
///       +--------------------------------------- INACTIVE (resolved, kept to be told of)
///                          15 minutes
/// ```
final class ActiveAlert {
  final Labels labels;
  Map<String, String> annotations;
  double value;
  AlertState state = AlertState.PENDING;
  long activeAtMs;

  /// 0 for never, as in the times below.
  long firedAtMs;

  long resolvedAtMs;
  long lastSentMs;
  long validUntilMs;
  long keepFiringSinceMs;

  ActiveAlert(Labels labels, Map<String, String> annotations, double value, long activeAtMs) {
    this.labels = labels;
    this.annotations = annotations;
    this.value = value;
    this.activeAtMs = activeAtMs;
  }

  boolean isDue(long nowMs, long resendDelayMs) {
    if (state == AlertState.PENDING) {
      return false;
    }
    return resolvedAtMs > lastSentMs || lastSentMs + resendDelayMs < nowMs;
  }

  Alert toSend(String expression) {
    return new Alert(
        labels,
        annotations,
        firedAtMs,
        resolvedAtMs != 0 ? resolvedAtMs : validUntilMs,
        expression);
  }

  AlertStatus status() {
    return new AlertStatus(labels, annotations, state, activeAtMs, keepFiringSinceMs, value);
  }
}
