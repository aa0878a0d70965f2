package io.trivet.logs.compaction;

import io.trivet.core.block.BlockMeta;
import io.trivet.logs.block.LogBlocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Decides which blocks are merged next. Blocks of one partition are taken from the newest on, as
/// long as the next older one is not much larger than all before it together, so that each entry is
/// rewritten only a few times.
public final class CompactionPlan {
  /// A merge costs what writing its blocks did. With four, a load of 1 GB spent a fifth of its time
  /// on merges; readers do not notice eight.
  private static final int LEAST_BLOCKS = 8;

  private static final int GROWTH = 2;

  /// Blocks below this many bytes of lines are small, whatever is beside them.
  private static final long SMALL_BYTES = 16L * 1024 * 1024;

  /// A merge takes at most this many bytes of lines.
  private static final long MAX_BYTES = 64L * 1024 * 1024 * 1024;

  private CompactionPlan() {}

  /// The blocks to be merged, none if there is nothing to do.
  ///
  /// @param closedBefore partitions which end before this time get no more entries, as a rule: two
  ///   blocks are enough there
  /// @param excluded ULIDs which are not to be touched
  public static List<BlockMeta> next(
      List<BlockMeta> metas, long partitionNanos, long closedBefore, Set<String> excluded) {
    Map<Long, List<BlockMeta>> partitions = new TreeMap<>();
    for (BlockMeta meta : metas) {
      if (!excluded.contains(meta.ulid())) {
        partitions
            .computeIfAbsent(
                Math.floorDiv(meta.minTime(), partitionNanos), start -> new ArrayList<>())
            .add(meta);
      }
    }
    for (Map.Entry<Long, List<BlockMeta>> partition : partitions.entrySet()) {
      boolean closed = (partition.getKey() + 1) * partitionNanos <= closedBefore;
      List<BlockMeta> group = newest(partition.getValue());
      if (group.size() >= (closed ? 2 : LEAST_BLOCKS)) {
        return group;
      }
    }
    return List.of();
  }

  /// The newest blocks of a partition, as many as fit together. Only neighbours in the order of
  /// arrival are merged, so that entries of one time keep that order.
  private static List<BlockMeta> newest(List<BlockMeta> blocks) {
    List<BlockMeta> sorted = new ArrayList<>(blocks);
    sorted.sort(Comparator.comparingLong(LogBlocks::sequence).reversed());
    List<BlockMeta> group = new ArrayList<>();
    long sum = 0;
    for (BlockMeta meta : sorted) {
      long size = LogBlocks.lineBytes(meta);
      if (sum + size > MAX_BYTES || size > SMALL_BYTES && size > GROWTH * sum && sum > 0) {
        break;
      }
      group.add(meta);
      sum += size;
    }
    return group;
  }
}
