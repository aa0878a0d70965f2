package io.trivet.core.concurrent;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Makes named platform threads which do not keep the process alive.
public final class Threads {
  private Threads() {}

  /// Starts a thread that owns something for a long time.
  public static Thread start(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name(name).start(work);
  }

  /// One thread for work at fixed times.
  public static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
