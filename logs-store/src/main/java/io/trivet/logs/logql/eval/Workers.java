package io.trivet.logs.logql.eval;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Spreads numbered tasks over the calling thread and threads of an executor. Safe for use from any
/// thread.
public final class Workers {
  /// What one thread does; made once for each thread.
  interface Worker {
    void task(int number);

    /// After the last task of this thread, unless something failed. One thread at a time.
    void finish();
  }

  private final Executor executor;
  private final int parallelism;

  public Workers(Executor executor, int parallelism) {
    this.executor = executor;
    this.parallelism = parallelism;
  }

  /// Runs tasks `0 .. count - 1`, ascending, and returns when all are done.
  ///
  /// @throws RuntimeException the first failure of a worker; the others then stop early
  void run(int count, Supplier<? extends Worker> factory) {
    Run run = new Run(count, factory);
    for (int i = 1; i < Math.min(parallelism, count); i++) {
      try {
        executor.execute(run);
      } catch (RejectedExecutionException e) {
        // The calling thread does the work alone.
        break;
      }
    }
    run.run();
    run.await();
  }

  private static final class Run implements Runnable {
    private final int count;
    private final Supplier<? extends Worker> factory;
    private final AtomicInteger next = new AtomicInteger();
    private int active;
    private boolean closed;
    private volatile @Nullable Throwable failure;

    Run(int count, Supplier<? extends Worker> factory) {
      this.count = count;
      this.factory = factory;
    }

    @Override
    public void run() {
      synchronized (this) {
        if (closed) {
          return;
        }
        active++;
      }
      try {
        work();
      } catch (RuntimeException | Error e) {
        synchronized (this) {
          if (failure == null) {
            failure = e;
          }
        }
      } finally {
        synchronized (this) {
          active--;
          notifyAll();
        }
      }
    }

    private void work() {
      if (next.get() >= count) {
        return;
      }
      Worker worker = factory.get();
      for (int i = next.getAndIncrement();
          i < count && failure == null;
          i = next.getAndIncrement()) {
        worker.task(i);
      }
      synchronized (this) {
        if (failure == null) {
          worker.finish();
        }
      }
    }

    /// Waits for the threads that have begun; the others will find nothing to do.
    synchronized void await() {
      boolean interrupted = false;
      closed = true;
      while (active > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable first = failure;
      if (first instanceof RuntimeException e) {
        throw e;
      }
      if (first instanceof Error e) {
        throw e;
      }
    }
  }
}
