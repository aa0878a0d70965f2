package io.trivet.metrics.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.block.BlockMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CompactionPlanTest {
  private static final long HOUR = 3_600_000;
  private final CompactionPlan plan = new CompactionPlan(2 * HOUR, 18 * HOUR);

  private static BlockMeta block(String name, long fromHour, long toHour) {
    return new BlockMeta(
        name, "metrics", 1, fromHour * HOUR, toHour * HOUR - 1, 0, 1, List.of(name), 0, Map.of());
  }

  private List<String> next(long newestHour, BlockMeta... blocks) {
    return plan.next(List.of(blocks), newestHour * HOUR).stream().map(BlockMeta::ulid).toList();
  }

  @Test
  void blocks_of_a_range_that_is_over_are_merged() {
    assertThat(next(10, block("a", 0, 1), block("b", 0, 2), block("c", 8, 9)))
        .containsExactly("a", "b");
  }

  @Test
  void a_range_that_goes_on_is_left_alone() {
    assertThat(next(2, block("a", 0, 1), block("b", 1, 2))).isEmpty();
  }

  @Test
  void many_blocks_are_merged_before_their_range_is_over() {
    List<BlockMeta> blocks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      blocks.add(block("b" + i, 0, 1));
    }
    assertThat(plan.next(blocks, HOUR)).hasSize(8);
  }

  @Test
  void three_ranges_become_one_of_the_next_size() {
    assertThat(next(8, block("a", 0, 2), block("b", 2, 4), block("c", 4, 6)))
        .containsExactly("a", "b", "c");
  }

  @Test
  void nothing_grows_beyond_the_longest_range() {
    assertThat(next(100, block("a", 0, 18), block("b", 18, 36), block("c", 36, 54))).isEmpty();
  }
}
