/// The time-series store put together: [TimeSeriesStore] owns head, blocks and the thread that
/// keeps them in order; [StoreQuerier] reads both as one.
///
/// ```text
/// appender() -> Head (journal, memory) --HeadFlush--> blocks --Compactor--> larger blocks
/// querier()  -> StoreQuerier -> HeadView + leased blocks -> MergedSelection
/// maintain() -> flush when due, compaction, retention
///
/// data/journal/*     segments of the journal
/// data/blocks/ULID/  blocks, see io.trivet.metrics.block.v1
/// data/metadata.v1   metadata of metrics
/// data/store.v1      key of the label hash
/// ```
@NullMarked
package io.trivet.metrics.store;

import org.jspecify.annotations.NullMarked;
