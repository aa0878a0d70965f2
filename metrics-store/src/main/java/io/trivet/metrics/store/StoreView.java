package io.trivet.metrics.store;

import io.trivet.core.block.BlockSet;
import io.trivet.metrics.block.v1.MetricsBlock;
import io.trivet.metrics.head.HeadView;
import java.util.List;

/// Head and blocks as they were at one moment. Closing gives the blocks back.
record StoreView(HeadView head, BlockSet<MetricsBlock>.Lease lease, List<MetricsBlock> blocks)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
