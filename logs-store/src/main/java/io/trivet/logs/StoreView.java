package io.trivet.logs;

import io.trivet.core.block.BlockSet;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.head.Head;
import java.util.List;

/// What a reader reads: heads and blocks of one moment, every entry in one of them. The blocks stay
/// until [#close].
record StoreView(List<Head> heads, BlockSet<LogBlock>.Lease lease) implements AutoCloseable {
  List<LogBlock> blocks() {
    return lease.blocks();
  }

  @Override
  public void close() {
    lease.close();
  }
}
