package io.trivet.scrape;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A clock that stands still until it is moved, and a timer that runs its tasks then, on the thread
/// of the test.
final class ManualTimer implements InstantSource {
  private record Task(long atMs, long number, FutureTask<?> work) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::atMs).thenComparingLong(Task::number));
  private long nowMs;
  private long number;

  ManualTimer(long nowMs) {
    this.nowMs = nowMs;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }

  /// Runs everything that is due until then.
  void advanceTo(long toMs) {
    while (!tasks.isEmpty() && tasks.peek().atMs <= toMs) {
      Task task = tasks.remove();
      nowMs = Math.max(nowMs, task.atMs);
      task.work.run();
    }
    nowMs = toMs;
  }

  /// Number of tasks that wait and were not cancelled.
  long waiting() {
    return tasks.stream().filter(task -> !task.work.isCancelled()).count();
  }

  /// Only `schedule(Runnable, long, TimeUnit)` works.
  ScheduledExecutorService service() {
    return (ScheduledExecutorService)
        Proxy.newProxyInstance(
            ManualTimer.class.getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("schedule")
                  || !(arguments[0] instanceof Runnable work)) {
                throw new UnsupportedOperationException(method.toString());
              }
              long delay = ((TimeUnit) arguments[2]).toMillis((Long) arguments[1]);
              FutureTask<?> future = new FutureTask<>(work, null);
              tasks.add(new Task(nowMs + delay, number++, future));
              return Proxy.newProxyInstance(
                  ManualTimer.class.getClassLoader(),
                  new Class<?>[] {RunnableScheduledFuture.class},
                  (p, m, a) -> m.invoke(future, a));
            });
  }
}
