package io.trivet.logs;

import io.trivet.core.concurrent.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread of the store that does what is due: every so often, and when it is woken.
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

  /// What the thread does.
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private static final Duration REST = Duration.ofSeconds(1);

  private final String name;
  private final long intervalNanos;
  private final Work work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private boolean woken;
  private boolean closed;

  Maintenance(String name, Duration interval, Work work) {
    this.name = name;
    this.intervalNanos = interval.toNanos();
    this.work = work;
  }

  void start() {
    thread = Threads.start(name, this::loop);
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    while (waitForWork()) {
      try {
        work.run();
      } catch (IOException | RuntimeException e) {
        log.error("maintenance of the log store failed and will be tried again", e);
        rest();
      }
    }
  }

  /// After a failure not even a waking makes it try again at once: pushes that wait for room wake
  /// it many times a second.
  private void rest() {
    lock.lock();
    try {
      long left = REST.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it then only tries again earlier.
    } finally {
      lock.unlock();
    }
  }

  private boolean waitForWork() {
    lock.lock();
    try {
      long left = intervalNanos;
      while (!woken && !closed && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          left = 0; // nobody interrupts this thread; it then only looks earlier
        }
      }
      woken = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the thread, after what it is doing.
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      changed.signal();
      running = thread;
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join(TimeUnit.SECONDS.toMillis(60));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
