package io.trivet.traces.traceql.eval;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Runs the parts of one piece of work on the calling thread and, as far as they come to it, on
/// threads of a pool. It waits only for parts that a thread has begun, so that a busy pool, even
/// one the caller itself runs on, delays nothing.
public final class Parallel {
  private final Executor pool;
  private final int threads;

  public Parallel(Executor pool, int threads) {
    this.pool = pool;
    this.threads = threads;
  }

  public int threads() {
    return threads;
  }

  /// Calls the action once with each of `0 .. parts - 1`; returns when all calls have returned.
  /// After a failure no further parts are begun and the first failure is thrown.
  public void forEach(int parts, IntConsumer action) {
    if (parts <= 1 || threads <= 1) {
      for (int part = 0; part < parts; part++) {
        action.accept(part);
      }
      return;
    }
    Work work = new Work(parts, action);
    for (int i = 1; i < Math.min(threads, parts); i++) {
      try {
        pool.execute(work);
      } catch (RejectedExecutionException e) {
        break;
      }
    }
    work.run();
    work.await();
  }

  private static final class Work implements Runnable {
    private final int parts;
    private final IntConsumer action;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Work(int parts, IntConsumer action) {
      this.parts = parts;
      this.action = action;
      this.open = new CountDownLatch(parts);
    }

    @Override
    public void run() {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            action.accept(part);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          open.countDown();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable failed = failure.get();
      if (failed instanceof RuntimeException e) {
        throw e;
      }
      if (failed instanceof Error e) {
        throw e;
      }
    }
  }
}
