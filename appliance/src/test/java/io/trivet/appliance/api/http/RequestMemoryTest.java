package io.trivet.appliance.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private static final int MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(10 * MIB);

  private static void refused(ThrowingCallable holding, ErrorKind kind, String part) {
    assertThatThrownBy(holding)
        .isInstanceOfSatisfying(
            TrivetException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.reason()).contains(part);
            });
  }

  private void hold(RequestMemory memory, long bytes) {
    ScopedValue.where(RequestMemory.CURRENT, memory).run(() -> RequestMemory.holdForCurrent(bytes));
  }

  @Test
  void what_a_request_holds_is_given_back_at_its_end() {
    try (RequestMemory memory = new RequestMemory(budget)) {
      hold(memory, 3 * MIB);
      hold(memory, 4 * MIB);
      assertThat(budget.held()).isEqualTo(7 * MIB);
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void closing_twice_gives_back_once() {
    RequestMemory memory = new RequestMemory(budget);
    hold(memory, MIB);
    memory.close();
    memory.close();
    assertThat(budget.held()).isZero();
  }

  @Test
  void a_request_that_would_not_fit_in_alone_is_too_large() {
    try (RequestMemory memory = new RequestMemory(budget)) {
      hold(memory, 6 * MIB);
      refused(() -> hold(memory, 5 * MIB), ErrorKind.TOO_LARGE, "the 10 MiB");
      assertThat(budget.held()).isEqualTo(6 * MIB);
    }
  }

  @Test
  void a_request_that_would_fit_in_without_others_is_to_come_again() {
    try (RequestMemory other = new RequestMemory(budget)) {
      try (RequestMemory one = new RequestMemory(budget)) {
        hold(one, 6 * MIB);
        refused(() -> hold(other, 5 * MIB), ErrorKind.UNAVAILABLE, "try again later");
        hold(other, 4 * MIB);
      }
      hold(other, 6 * MIB);
      assertThat(budget.held()).isEqualTo(10 * MIB);
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void without_a_request_nothing_is_counted() {
    RequestMemory.holdForCurrent(100L * MIB);
    assertThat(budget.held()).isZero();
  }
}
