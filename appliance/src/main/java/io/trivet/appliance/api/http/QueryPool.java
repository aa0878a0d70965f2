package io.trivet.appliance.api.http;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.core.query.QueryContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what costs CPU on the platform threads of the [CpuPool] while the handler, on its virtual
/// thread, waits: for the result, the deadline, or its client to go away. Virtual threads are not
/// pre-empted: one long evaluation on them would stall every other request.
public final class QueryPool implements Executor {
  /// How long a query may go on after its deadline before the handler stops waiting for it.
  private static final long GRACE_MILLIS = 200;

  private static final long LOOK_MILLIS = 50;
  private static final Logger log = LoggerFactory.getLogger(QueryPool.class);

  /// The query whose work the current thread does.
  private static final ScopedValue<QueryContext> CURRENT = ScopedValue.newInstance();

  private final CpuPool pool;
  private final MemoryBudget memory;
  private final AtomicInteger submitted;
  private final AtomicInteger active;

  /// One permit for each query that may run at once; null for no bound.
  private final @Nullable Semaphore permits;

  /// @param memory what all queries together may hold
  public QueryPool(CpuPool pool, MemoryBudget memory) {
    this(pool, memory, new AtomicInteger(), new AtomicInteger(), null);
  }

  private QueryPool(
      CpuPool pool,
      MemoryBudget memory,
      AtomicInteger submitted,
      AtomicInteger active,
      @Nullable Semaphore permits) {
    this.pool = pool;
    this.memory = memory;
    this.submitted = submitted;
    this.active = active;
    this.permits = permits;
  }

  /// The same threads and counts for some of the queries, of which only so many run at once.
  ///
  /// @param queries 0 for no bound
  public QueryPool atMost(int queries) {
    return new QueryPool(
        pool, memory, submitted, active, queries > 0 ? new Semaphore(queries, true) : null);
  }

  /// Runs the work and waits for it. When the deadline passes or the client goes away the context
  /// is canceled, so that the work stops at its next check.
  ///
  /// @throws TrivetException as the work throws it; of kind UNAVAILABLE when too many wait
  public <T> T run(QueryContext context, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    submitted.incrementAndGet();
    Thread.ofVirtual()
        .name("query")
        .start(() -> {
          try {
            result.complete(turn(context, work));
          } catch (ExecutionException e) {
            result.completeExceptionally(e.getCause() == null ? e : e.getCause());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          } finally {
            submitted.decrementAndGet();
          }
        });
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
      }
    }
  }

  /// Waits for a permit, then for a thread.
  private <T> T turn(QueryContext context, Callable<T> work) throws ExecutionException {
    Semaphore turns = permits;
    if (turns == null) {
      return pool.call(CpuPool.Priority.QUERY, () -> evaluate(context, work));
    }
    while (!tryAcquire(turns)) {
      context.check();
    }
    try {
      return pool.call(CpuPool.Priority.QUERY, () -> evaluate(context, work));
    } finally {
      turns.release();
    }
  }

  private static boolean tryAcquire(Semaphore turns) {
    try {
      return turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrivetException(ErrorKind.CANCELED, "the server is stopping", e);
    }
  }

  /// Counts memory for the query whose answer the current thread writes, if it does; also the place
  /// where writing a large answer stops when nobody waits for it any more.
  static void holdForCurrent(long bytes) {
    if (CURRENT.isBound()) {
      CURRENT.get().check();
      CURRENT.get().holdMemory(bytes);
    }
  }

  private <T> T evaluate(QueryContext context, Callable<T> work) throws Exception {
    active.incrementAndGet();
    context.share(memory);
    try {
      context.check();
      return ScopedValue.where(CURRENT, context).call(work::call);
    } finally {
      context.release();
      active.decrementAndGet();
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
        if (context.remainingMillis() == 0 && left <= GRACE_MILLIS && !result.isDone()) {
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

  /// Takes a part of a query which its caller works on too; runs it some time, in fair turns with
  /// other queries.
  @Override
  public void execute(Runnable part) {
    Thread.ofVirtual()
        .name("query-part")
        .start(() -> {
          try {
            pool.call(
                CpuPool.Priority.QUERY,
                () -> {
                  part.run();
                  return true;
                });
          } catch (ExecutionException | TrivetException refused) {
            log.debug("a part of a query was left to its caller", refused);
          }
        });
  }

  /// Number of evaluations under way.
  public int active() {
    return active.get();
  }

  /// Number of evaluations which wait for a thread.
  public int waiting() {
    return Math.max(0, submitted.get() - active.get());
  }
}
