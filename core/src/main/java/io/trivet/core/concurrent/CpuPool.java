package io.trivet.core.concurrent;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A fixed number of platform threads for work that needs a core: query evaluation, compression,
/// compaction. Virtual threads must only wait, for CPU work on them stalls every other request.
///
/// Work is admitted in *groups*: one query, one compaction. Threads take tasks from the groups in
/// turn, so that a query of a thousand tasks does not delay one of a single task; background groups
/// run on at most all threads but one, and only when no query waits. A thread of the pool that
/// waits for its own group works on it meanwhile, so groups may be nested.
public final class CpuPool implements AutoCloseable {
  /// Who waits for the result.
  public enum Priority {
    QUERY,
    BACKGROUND
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition workArrived = lock.newCondition();
  private final Deque<Group> queries = new ArrayDeque<>();
  private final Deque<Group> background = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private final int maxQueued;
  private final int backgroundThreads;
  private int queuedGroups;
  private int runningBackground;
  private boolean closed;

  /// @param threadCount number of threads, at least 1
  /// @param maxQueuedGroups groups with unstarted work at once; beyond it new ones are refused
  public CpuPool(String name, int threadCount, int maxQueuedGroups) {
    this.maxQueued = maxQueuedGroups;
    this.backgroundThreads = Math.max(1, threadCount - 1);
    for (int i = 0; i < threadCount; i++) {
      threads.add(Threads.start(name + "-" + i, this::work));
    }
  }

  public int threads() {
    return threads.size();
  }

  /// Runs the tasks and returns their results in order. The first failure is thrown (an unchecked
  /// exception as it is, any other as the cause of an `ExecutionException`) after no task of the
  /// group runs any more; tasks not started by then are not run.
  ///
  /// @throws TrivetException of kind UNAVAILABLE if too many groups wait or the pool is closed
  public <T> List<T> run(Priority priority, List<? extends Callable<T>> tasks)
      throws ExecutionException {
    List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
    Group group = new Group(priority);
    for (Callable<T> task : tasks) {
      FutureTask<T> future =
          new FutureTask<>(() -> {
            try {
              return task.call();
            } catch (Throwable e) {
              group.fail();
              throw e;
            }
          });
      futures.add(future);
      group.tasks.add(future);
    }
    if (futures.isEmpty()) {
      return List.of();
    }
    admit(group);
    if (isOwnThread()) {
      help(group);
    }
    List<T> results = new ArrayList<>(futures.size());
    Throwable failure = null;
    for (FutureTask<T> future : futures) {
      try {
        results.add(getUninterruptibly(future));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (CancellationException expected) {
        // Not started because another one failed; that failure is thrown below.
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new ExecutionException(failure);
    }
    return results;
  }

  /// Runs one task and returns its result; see [#run].
  public <T> T call(Priority priority, Callable<T> task) throws ExecutionException {
    return run(priority, List.of(task)).getFirst();
  }

  private boolean isOwnThread() {
    return threads.contains(Thread.currentThread());
  }

  private void admit(Group group) {
    lock.lock();
    try {
      if (closed) {
        throw new TrivetException(ErrorKind.UNAVAILABLE, "shutting down");
      }
      // Nested groups of running work are always admitted: refusing them would waste what is done.
      if (queuedGroups >= maxQueued && !isOwnThread()) {
        throw new TrivetException(
            ErrorKind.UNAVAILABLE, "too many queries wait for a core; try again later");
      }
      queuedGroups++;
      (group.priority == Priority.QUERY ? queries : background).addLast(group);
      workArrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void help(Group group) {
    while (true) {
      Runnable task;
      lock.lock();
      try {
        task = group.tasks.pollFirst();
        forgetIfEmpty(group);
      } finally {
        lock.unlock();
      }
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  private void forgetIfEmpty(Group group) {
    if (group.tasks.isEmpty() && !group.forgotten) {
      group.forgotten = true;
      queuedGroups--;
      (group.priority == Priority.QUERY ? queries : background).remove(group);
    }
  }

  private void work() {
    while (true) {
      Group group;
      Runnable task;
      lock.lock();
      try {
        group = nextGroup();
        while (group == null) {
          if (closed) {
            return;
          }
          workArrived.awaitUninterruptibly();
          group = nextGroup();
        }
        task = group.tasks.removeFirst();
        forgetIfEmpty(group);
        if (group.priority == Priority.BACKGROUND) {
          runningBackground++;
        }
      } finally {
        lock.unlock();
      }
      task.run();
      if (group.priority == Priority.BACKGROUND) {
        lock.lock();
        try {
          runningBackground--;
          workArrived.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /// The group whose turn it is, moved to the end of its line; null if there is nothing to do.
  private @Nullable Group nextGroup() {
    Group group = queries.pollFirst();
    if (group != null) {
      queries.addLast(group);
      return group;
    }
    if (runningBackground < backgroundThreads) {
      group = background.pollFirst();
      if (group != null) {
        background.addLast(group);
      }
    }
    return group;
  }

  private static <T> T getUninterruptibly(FutureTask<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Takes no more groups; what was admitted is finished.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      workArrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Group {
    final Priority priority;
    final Deque<FutureTask<?>> tasks = new ArrayDeque<>();
    boolean forgotten;

    Group(Priority priority) {
      this.priority = priority;
    }

    /// Cancels what has not started.
    void fail() {
      lock.lock();
      try {
        tasks.forEach(task -> task.cancel(false));
        tasks.clear();
        forgetIfEmpty(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
