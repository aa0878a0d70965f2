package io.trivet.traces.store;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.OpenBlock;
import io.trivet.traces.block.TraceBlock;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A block and the traces it shares with blocks that were there before it.
///
/// @param split traces that may also be in another block; some may not be any more
record StoredBlock(TraceBlock block, Set<TraceId> split) implements OpenBlock {
  /// Compares the sorted trace ids of a block with those of others.
  static StoredBlock of(TraceBlock block, List<StoredBlock> others) {
    Set<TraceId> split = new HashSet<>();
    for (StoredBlock other : others) {
      TraceBlock that = other.block;
      int i = 0;
      int j = 0;
      while (i < block.traces() && j < that.traces()) {
        int order = Long.compareUnsigned(block.traceHigh(i), that.traceHigh(j));
        if (order == 0) {
          order = Long.compareUnsigned(block.traceLow(i), that.traceLow(j));
        }
        if (order == 0) {
          split.add(new TraceId(block.traceHigh(i), block.traceLow(i)));
        }
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
      }
    }
    return new StoredBlock(block, split);
  }

  @Override
  public BlockMeta meta() {
    return block.meta();
  }

  @Override
  public void close() throws IOException {
    block.close();
  }
}
