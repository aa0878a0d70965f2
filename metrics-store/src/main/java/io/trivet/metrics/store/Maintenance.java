package io.trivet.metrics.store;

import io.trivet.core.concurrent.Threads;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread which does what is due, again and again, until it is closed.
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

  /// What it does each time.
  interface Work {
    void run() throws IOException;
  }

  private final Work work;
  private final long intervalNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private volatile boolean closed;
  private boolean woken;
  private final AtomicLong failures = new AtomicLong();
  private final @Nullable Thread thread;

  /// @param intervalMillis 0 for never
  Maintenance(Work work, long intervalMillis) {
    this.work = work;
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis);
    this.thread = intervalMillis > 0 ? Threads.start("metrics-maintenance", this::loop) : null;
  }

  long failures() {
    return failures.get();
  }

  private void loop() {
    while (waitForNext()) {
      try {
        work.run();
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          failures.incrementAndGet();
          log.error("maintenance of the time-series store failed and will be tried again", e);
        }
      }
    }
  }

  private boolean waitForNext() {
    lock.lock();
    try {
      long left = intervalNanos;
      while (!closed && !woken && left > 0) {
        left = closing.awaitNanos(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
    return !closed;
  }

  /// Makes it begin soon, instead of at its time.
  void wake() {
    lock.lock();
    try {
      woken = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /// Returns when what was under way is finished.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
