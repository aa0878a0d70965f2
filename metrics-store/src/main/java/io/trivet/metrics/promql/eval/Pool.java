package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.column.Scratch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Spreads the tasks of one query over threads. The calling thread takes part, so that the work
/// gets done even if the executor never runs anything.
public final class Pool {
  private final Executor executor;
  private final int parallelism;

  public Pool(Executor executor, int parallelism) {
    this.executor = executor;
    this.parallelism = Math.max(1, parallelism);
  }

  /// One of the tasks of a piece of work.
  interface Task {
    void run(int index, Scratch scratch);
  }

  /// Runs tasks `0 .. count - 1` and returns when all have ended.
  void run(int count, Task task) {
    Work work = new Work(count, task);
    int helpers = Math.min(parallelism, count) - 1;
    for (int i = 0; i < helpers; i++) {
      try {
        executor.execute(work::help);
      } catch (RejectedExecutionException e) {
        break;
      }
    }
    work.help();
    work.await();
  }

  private static final class Work {
    private final int count;
    private final Task task;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch done;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Work(int count, Task task) {
      this.count = count;
      this.task = task;
      this.done = new CountDownLatch(count);
    }

    void help() {
      Scratch scratch = new Scratch();
      for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            task.run(index, scratch);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          done.countDown();
        }
      }
    }

    /// Waits for tasks that helpers still work on.
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          // Helpers still read what the caller will close: wait, and tell the caller afterwards.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }
}
