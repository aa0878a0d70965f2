package io.trivet.appliance.alerting;

import io.trivet.scrape.http.FileSource;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/// What notification needs from outside.
///
/// @param files that HTTP options and discoveries name
/// @param timer looks for Alertmanagers at given times
/// @param blocking runs tasks that wait, each on a thread of its own
public record AlertEnvironment(
    FileSource files,
    ScheduledExecutorService timer,
    Executor blocking,
    InstantSource clock,
    String userAgent,
    QueueBounds queues) {

  /// Bounds of the queue of each Alertmanager.
  ///
  /// @param capacity alerts that wait
  /// @param batch most alerts in one request
  /// @param drained whether a stop waits a few seconds for what is not sent yet
  public record QueueBounds(int capacity, int batch, boolean drained) {}
}
