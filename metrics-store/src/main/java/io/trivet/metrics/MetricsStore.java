package io.trivet.metrics;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The time-series store. `io.trivet.metrics.store.TimeSeriesStore.open` opens one. Safe for use
/// from any thread.
public interface MetricsStore extends AutoCloseable {
  /// A new appender for one thread.
  MetricsAppender appender();

  MetricsQuerier querier();

  /// Takes new values of the options that are marked reloadable; the others must be as they were.
  void reload(MetricsStoreOptions wanted);

  /// Writes everything in memory to blocks and returns when they are on disk.
  void flush() throws IOException;

  /// Does what is due by now: flush, compaction, retention. The store calls it by itself every
  /// `maintenance_interval`.
  void maintain() throws IOException;

  /// Deletes the samples in the range of the series which satisfy all matchers of at least one
  /// list. They are gone for every later query; their space is freed by compaction.
  void deleteSeries(List<List<LabelMatcher>> selectors, TimeRange range) throws IOException;

  /// Rewrites the blocks which hold deleted samples without them.
  void cleanTombstones() throws IOException;

  /// Makes a copy of the store in a new directory, by links to the files of the blocks.
  ///
  /// @param skipHead leaves out what is not yet in a block
  void snapshot(Path directory, boolean skipHead) throws IOException;

  /// Bytes of blocks and journal on disk.
  long diskBytes() throws IOException;

  /// Deletes the block with the oldest samples. False if there is none.
  boolean dropOldestBlock() throws IOException;

  /// The blocks, oldest first.
  List<BlockStatistics> blocks();

  MetricsStatistics statistics();

  /// What the series in memory are made of.
  ///
  /// @param limit longest list
  CardinalityStatistics cardinality(int limit);

  /// Makes everything that was committed durable and lets go of all files. What is in memory stays
  /// in the journal.
  @Override
  void close() throws IOException;
}
