package io.trivet.metrics.compaction;

import io.trivet.core.block.BlockMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which blocks are to be merged next. Ranges of time are aligned to the epoch and grow by three:
/// 2h, 6h, 18h and so on. Blocks within one range become one as soon as the range is over, or
/// before that when there are many of them.
public final class CompactionPlan {
  /// So many blocks within the smallest range are merged before it is over.
  private static final int MANY = 8;

  private final long smallestMs;
  private final long largestMs;

  /// @param smallestMs range of the smallest blocks
  /// @param largestMs blocks do not become longer than this
  public CompactionPlan(long smallestMs, long largestMs) {
    this.smallestMs = smallestMs;
    this.largestMs = largestMs;
  }

  /// Blocks to be merged into one, empty if there is nothing to do.
  ///
  /// @param newestMs time of the newest sample: ranges which end well before it are over
  public List<BlockMeta> next(List<BlockMeta> blocks, long newestMs) {
    for (long range = smallestMs; range <= Math.max(smallestMs, largestMs); range *= 3) {
      Map<Long, List<BlockMeta>> byRange = new TreeMap<>();
      for (BlockMeta block : blocks) {
        long at = Math.floorDiv(block.minTime(), range);
        if (at == Math.floorDiv(block.maxTime(), range)) {
          byRange.computeIfAbsent(at, k -> new ArrayList<>()).add(block);
        }
      }
      for (Map.Entry<Long, List<BlockMeta>> entry : byRange.entrySet()) {
        List<BlockMeta> group = entry.getValue();
        // Late samples of a range come with the flush after its end.
        boolean over = newestMs - smallestMs / 2 >= (entry.getKey() + 1) * range;
        boolean many = range == smallestMs && group.size() >= MANY;
        if (group.size() > 1 && (over || many)) {
          return group;
        }
      }
    }
    return List.of();
  }
}
