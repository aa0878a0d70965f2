package io.trivet.appliance.alerting;

import java.util.concurrent.atomic.LongAdder;

/// What notification counts. Safe for use from any thread.
public final class AlertCounters {
  final LongAdder sent = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder failures = new LongAdder();

  AlertCounters() {}

  /// Alerts that an Alertmanager took.
  public long sent() {
    return sent.sum();
  }

  /// Alerts that were lost: their batch failed, or a queue was full.
  public long dropped() {
    return dropped.sum();
  }

  /// Batches that failed.
  public long failures() {
    return failures.sum();
  }
}
