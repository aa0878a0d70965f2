package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs what costs CPU on a bounded number of platform threads, with a bounded queue before them.
/// Handlers run on virtual threads, which are not pre-empted: one long evaluation there would stall
/// every other request.
public final class QueryPool implements AutoCloseable {
  /// How long a query may go on after its deadline before the handler stops waiting for it.
  private static final long GRACE_MILLIS = 200;

  private static final long LOOK_MILLIS = 50;

  private final ThreadPoolExecutor threads;

  /// @param concurrency number of threads
  /// @param queue number of queries that may wait for one
  public QueryPool(int concurrency, int queue) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            task -> {
              Thread thread = new Thread(task, "query-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /// Runs the work and waits for it. When the deadline passes or the client goes away the context
  /// is canceled, so that the work stops at its next check.
  ///
  /// @throws TrivetException as the work throws it; of kind UNAVAILABLE when the queue is full
  public <T> T run(QueryContext context, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            context.check();
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw new TrivetException(
          ErrorKind.UNAVAILABLE, "too many queries are waiting; try again later", e);
    }
    try {
      return await(context, result);
    } catch (ExecutionException e) {
      throw rethrow(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrivetException(ErrorKind.CANCELED, "the server is stopping", e);
    } finally {
      if (!result.isDone()) {
        context.cancel();
        threads.remove(task);
      }
    }
  }

  private static <T> T await(QueryContext context, CompletableFuture<T> result)
      throws InterruptedException, ExecutionException {
    while (true) {
      long left = context.remainingMillis() + GRACE_MILLIS;
      try {
        return result.get(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (ClientWatch.clientIsGone()) {
          context.cancel();
          throw new TrivetException(ErrorKind.CANCELED, "the client went away", e);
        }
        if (left <= GRACE_MILLIS && context.remainingMillis() == 0) {
          // Throws with the text for timeouts, unless the work finished meanwhile.
          if (result.isDone()) {
            continue;
          }
          context.check();
        }
      }
    }
  }

  private static RuntimeException rethrow(ExecutionException e) {
    return switch (e.getCause()) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case null, default -> new IllegalStateException(e);
    };
  }

  /// Number of evaluations under way.
  public int active() {
    return threads.getActiveCount();
  }

  /// Number of evaluations which wait for a thread.
  public int waiting() {
    return threads.getQueue().size();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
