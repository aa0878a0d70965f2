package io.trivet.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

final class QueryMemoryTest {
  private static QueryContext sharing(MemoryBudget budget) {
    QueryContext context = QueryContext.unbounded();
    context.share(budget);
    return context;
  }

  private static ErrorKind refusal(QueryContext context, long bytes) {
    return catchThrowableOfType(TrivetException.class, () -> context.holdMemory(bytes)).kind();
  }

  @Test
  void queries_share_a_budget_and_give_it_back() {
    MemoryBudget budget = new MemoryBudget(1000);
    QueryContext first = sharing(budget);
    first.holdMemory(900);
    assertThat(refusal(sharing(budget), 200)).isEqualTo(ErrorKind.UNAVAILABLE);
    first.holdMemory(-100);
    assertThat(budget.held()).isEqualTo(800);
    first.release();
    assertThat(budget.held()).isZero();
    sharing(budget).holdMemory(1000);
  }

  @Test
  void a_query_that_is_too_large_alone_is_told_so() {
    MemoryBudget budget = new MemoryBudget(1000);
    assertThat(refusal(sharing(budget), 1001)).isEqualTo(ErrorKind.QUERY_LIMIT);
    assertThat(budget.held()).isZero();
  }
}
