package io.trivet.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
  @Test
  void what_does_not_fit_in_is_refused_and_not_held() {
    MemoryBudget budget = new MemoryBudget(100);
    assertThat(budget.tryHold(60)).isTrue();
    assertThat(budget.tryHold(41)).isFalse();
    assertThat(budget.held()).isEqualTo(60);
    assertThat(budget.tryHold(40)).isTrue();
    budget.release(100);
    assertThat(budget.held()).isZero();
  }

  @Test
  void what_is_there_already_is_held_whether_it_fits_in_or_not() {
    MemoryBudget budget = new MemoryBudget(100);
    budget.hold(150);
    assertThat(budget.tryHold(1)).isFalse();
    budget.release(150);
    assertThat(budget.tryHold(100)).isTrue();
  }

  @Test
  void without_a_number_it_is_a_share_of_the_heap() {
    assertThat(MemoryBudget.ofHeap(0, 4).max()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(MemoryBudget.ofHeap(7, 4).max()).isEqualTo(7);
  }
}
