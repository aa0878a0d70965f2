package io.trivet.appliance.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryPoolTest {
  private static QueryContext context(long millis) {
    return QueryContext.withTimeout(millis, QueryLimits.NONE);
  }

  @Test
  void no_more_queries_than_allowed_run_at_once() throws InterruptedException, ExecutionException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (CpuPool cpu = new CpuPool("test", 4, 100);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      QueryPool two = new QueryPool(cpu, MemoryBudget.UNLIMITED).atMost(2);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int number = i;
        answers.add(
            callers.submit(() ->
                two.run(
                    context(60_000),
                    () -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      assertThat(done.await(10, TimeUnit.MILLISECONDS)).isFalse();
                      now.decrementAndGet();
                      return number;
                    })));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(i);
      }
    }
    assertThat(most.get()).isEqualTo(2);
  }

  @Test
  void a_query_whose_turn_does_not_come_ends_at_its_deadline() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (CpuPool cpu = new CpuPool("test", 4, 100);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      QueryPool one = new QueryPool(cpu, MemoryBudget.UNLIMITED).atMost(1);
      Future<Boolean> first =
          callers.submit(() ->
              one.run(
                  context(60_000),
                  () -> {
                    running.countDown();
                    done.await();
                    return true;
                  }));
      running.await();
      assertThatThrownBy(() -> one.run(context(100), () -> true))
          .isInstanceOf(TrivetException.class);
      done.countDown();
      assertThat(first).succeedsWithin(Duration.ofSeconds(60));
    }
  }
}
