package io.trivet.core.rule;

import java.util.List;

/// Hears of alerts. Must not block; safe for use from any thread.
public interface AlertSink {
  /// Takes the alerts of one rule which are due to be told of, at least one.
  void send(List<Alert> alerts);
}
