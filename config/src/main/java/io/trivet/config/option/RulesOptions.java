package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// How alerts go on over an outage and how often they are told again. The rules themselves are in
/// the files of `rule_files`.
///
/// @param forOutageTolerance the longest outage after which pending and firing alerts go on
/// @param forGracePeriod the shortest `for` that is restored after an outage
/// @param resendDelay how long until Alertmanager is told of a firing alert again
/// @param maxConcurrentEvals most rules that are evaluated beside others of their groups, with the
///   feature `concurrent-rule-eval`
/// @param notificationQueueCapacity alerts that wait for one Alertmanager
/// @param notificationBatchSize most alerts in one request
/// @param drainNotificationQueue whether a stop waits for alerts that are not sent yet
public record RulesOptions(
    @Describe(value = "Longest outage after which alerts go on where they were.", reloadable = true)
        @Default("1h")
        Duration forOutageTolerance,
    @Describe(value = "Alerts with a shorter `for` start again after an outage.", reloadable = true)
        @Default("10m")
        Duration forGracePeriod,
    @Describe(
            value = "Pause until Alertmanager is told of a firing alert again.",
            reloadable = true)
        @Default("1m")
        Duration resendDelay,
    @Describe(
            "Most rules evaluated beside others of their groups, over all groups; with the feature"
                + " `concurrent-rule-eval`.")
        @Default("4")
        int maxConcurrentEvals,
    @Describe("Alerts that wait for one Alertmanager; beyond them the oldest are dropped.")
        @Default("10000")
        int notificationQueueCapacity,
    @Describe("Most alerts in one request to an Alertmanager.") @Default("256")
        int notificationBatchSize,
    @Describe("Whether a stop waits a few seconds for alerts that are not sent yet.")
        @Default("true")
        boolean drainNotificationQueue) {
  public RulesOptions {
    if (maxConcurrentEvals < 1) {
      throw new IllegalArgumentException(
          "`max_concurrent_evals` must be at least 1, not " + maxConcurrentEvals);
    }
    if (notificationQueueCapacity < 1) {
      throw new IllegalArgumentException(
          "`notification_queue_capacity` must be at least 1, not " + notificationQueueCapacity);
    }
    if (notificationBatchSize < 1) {
      throw new IllegalArgumentException(
          "`notification_batch_size` must be at least 1, not " + notificationBatchSize);
    }
  }
}
