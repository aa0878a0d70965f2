package io.trivet.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool.Priority;
import io.trivet.core.error.TrivetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CpuPoolTest {
  @Test
  void gives_results_in_order() throws ExecutionException {
    try (CpuPool pool = new CpuPool("test", 2, 10)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = i;
        tasks.add(() -> n * n);
      }
      assertThat(pool.run(Priority.QUERY, tasks)).hasSize(100).contains(81, 9801);
    }
  }

  @Test
  void the_first_failure_cancels_what_has_not_started() {
    AtomicInteger ran = new AtomicInteger();
    try (CpuPool pool = new CpuPool("test", 1, 10)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int n = i;
        tasks.add(() -> {
          ran.incrementAndGet();
          if (n == 3) {
            throw new IllegalStateException("third");
          }
          return n;
        });
      }
      assertThatThrownBy(() -> pool.run(Priority.QUERY, tasks)).hasMessage("third");
      assertThat(ran.get()).isEqualTo(4);
    }
  }

  @Test
  void nested_groups_do_not_deadlock() throws ExecutionException {
    try (CpuPool pool = new CpuPool("test", 1, 1)) {
      Callable<Integer> inner = () -> 1;
      Callable<Integer> outer =
          () -> pool.run(Priority.QUERY, List.of(inner, inner)).stream().mapToInt(i -> i).sum();
      assertThat(pool.run(Priority.QUERY, List.of(outer, outer, outer))).containsExactly(2, 2, 2);
    }
  }

  @Test
  void too_many_waiting_groups_are_refused() throws Exception {
    try (CpuPool pool = new CpuPool("test", 1, 1)) {
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch started = new CountDownLatch(1);
      Callable<Integer> block =
          () -> {
            started.countDown();
            release.await();
            return 1;
          };
      Thread first = Thread.ofVirtual().start(() -> run(pool, List.of(block, () -> 2)));
      started.await();
      assertThatThrownBy(() -> pool.call(Priority.QUERY, () -> 3))
          .isInstanceOf(TrivetException.class);
      release.countDown();
      first.join();
      assertThat(pool.<Integer>call(Priority.QUERY, () -> 3)).isEqualTo(3);
    }
  }

  private static void run(CpuPool pool, List<Callable<Integer>> tasks) {
    try {
      pool.run(Priority.QUERY, tasks);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
