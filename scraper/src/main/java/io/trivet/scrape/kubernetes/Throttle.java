package io.trivet.scrape.kubernetes;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs a task soon after it was asked for, and then not again for a while. Safe for use from any
/// thread.
public final class Throttle {
  private static final long SOON_MS = 200;
  private static final long PAUSE_MS = 5_000;

  private final ScheduledExecutorService timer;
  private final Executor blocking;
  private final Runnable task;
  private final AtomicBoolean isAsked = new AtomicBoolean();
  private volatile long notBefore = System.nanoTime();

  public Throttle(ScheduledExecutorService timer, Executor blocking, Runnable task) {
    this.timer = timer;
    this.blocking = blocking;
    this.task = task;
  }

  /// Makes the task run once more.
  public void ask() {
    if (isAsked.compareAndSet(false, true)) {
      long pause = TimeUnit.NANOSECONDS.toMillis(notBefore - System.nanoTime());
      var _ =
          timer.schedule(
              () -> blocking.execute(this::run), Math.max(SOON_MS, pause), TimeUnit.MILLISECONDS);
    }
  }

  private void run() {
    isAsked.set(false);
    notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
    task.run();
  }
}
