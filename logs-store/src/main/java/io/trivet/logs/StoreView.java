package io.trivet.logs;

import io.trivet.core.block.BlockSet;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.block.LogBlocks;
import io.trivet.logs.head.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a reader reads: heads and blocks of one moment, every entry in one of them. The blocks stay
/// until [#close].
record StoreView(List<Head> heads, BlockSet<LogBlock>.Lease lease) implements AutoCloseable {
  /// The blocks in the order in which their entries arrived.
  List<LogBlock> blocks() {
    List<LogBlock> blocks = new ArrayList<>(lease.blocks());
    blocks.sort(Comparator.comparingLong(block -> LogBlocks.sequence(block.meta())));
    return blocks;
  }

  @Override
  public void close() {
    lease.close();
  }
}
