package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskBudgetTest {
  /// A store with a journal of a fixed size and blocks, oldest first.
  private static final class Store implements DiskBudget.Share {
    private final String signal;
    private final long journal;
    private final Deque<Long> blocks;
    private final List<String> dropped;

    Store(String signal, long journal, List<Long> blocks, List<String> dropped) {
      this.signal = signal;
      this.journal = journal;
      this.blocks = new ArrayDeque<>(blocks);
      this.dropped = dropped;
    }

    @Override
    public String signal() {
      return signal;
    }

    @Override
    public long diskBytes() {
      return journal + blocks.stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public boolean dropOldestBlock() {
      Long block = blocks.poll();
      if (block != null) {
        dropped.add(signal + " " + block);
      }
      return block != null;
    }
  }

  private final List<String> dropped = new ArrayList<>();
  private final AtomicLong limit = new AtomicLong();

  private DiskBudget budget() {
    return new DiskBudget(
        List.of(
            new Store("metrics", 10, List.of(30L, 31L), dropped),
            new Store("logs", 10, List.of(50L, 20L), dropped),
            new Store("traces", 200, List.of(), dropped)),
        limit::get);
  }

  @Test
  void without_a_limit_or_under_it_nothing_is_dropped() throws IOException {
    try (DiskBudget budget = budget()) {
      budget.enforce();
      limit.set(351);
      budget.enforce();
      assertThat(dropped).isEmpty();
    }
  }

  @Test
  void the_largest_store_which_has_blocks_gives_its_oldest_until_the_sum_fits() throws IOException {
    try (DiskBudget budget = budget()) {
      limit.set(350);
      budget.enforce();
      assertThat(dropped).containsExactly("logs 50");
      limit.set(271);
      budget.enforce();
      assertThat(dropped).containsExactly("logs 50", "metrics 30");
    }
  }

  @Test
  void when_only_journals_are_left_it_ends() throws IOException {
    try (DiskBudget budget = budget()) {
      limit.set(1);
      budget.enforce();
      assertThat(dropped).hasSize(4);
    }
  }
}
