package io.trivet.metrics.store;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.BlockStatistics;
import io.trivet.metrics.CardinalityStatistics;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.MetricsStatistics;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.head.Head;
import io.trivet.metrics.head.HeadStatistics;
import io.trivet.metrics.head.HeadView;
import io.trivet.metrics.head.LabelHash;
import io.trivet.metrics.head.MetadataTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// The time-series store over one directory.
public final class TimeSeriesStore implements MetricsStore {
  private final Disk disk;
  private final Path directory;
  private final MetadataTable metadata;
  private final Head head;
  private final StoreQuerier querier = new StoreQuerier(this);

  private TimeSeriesStore(Disk disk, Path directory, MetadataTable metadata, Head head) {
    this.disk = disk;
    this.directory = directory;
    this.metadata = metadata;
    this.head = head;
  }

  /// Opens the store in a directory, which is made if it does not exist, and puts back what the
  /// journal holds. Nobody else may have it open.
  ///
  /// @param clock decides what is old and what is in the future
  /// @param pool takes the work of compaction
  public static TimeSeriesStore open(
      MetricsStoreOptions options, Disk disk, Path directory, InstantSource clock, CpuPool pool)
      throws IOException {
    disk.createDirectories(directory);
    LabelHash hash = StoreKey.open(disk, directory);
    MetadataTable metadata = MetadataTable.open(disk, directory);
    Head head =
        Head.open(
            options,
            disk,
            directory.resolve("journal"),
            clock,
            hash,
            metadata,
            0,
            Long.MIN_VALUE);
    return new TimeSeriesStore(disk, directory, metadata, head);
  }

  @Override
  public MetricsAppender appender() {
    return head.appender();
  }

  @Override
  public MetricsQuerier querier() {
    return querier;
  }

  HeadView view() {
    head.dataLock().readLock().lock();
    try {
      return head.view();
    } finally {
      head.dataLock().readLock().unlock();
    }
  }

  MetadataTable metadataTable() {
    return metadata;
  }

  @Override
  public void flush() throws IOException {
    throw new IOException("blocks are not written yet");
  }

  @Override
  public void maintain() throws IOException {
    metadata.save();
  }

  @Override
  public void deleteSeries(List<List<LabelMatcher>> selectors, TimeRange range)
      throws IOException {
    flush();
  }

  @Override
  public void cleanTombstones() throws IOException {
    flush();
  }

  @Override
  public void snapshot(Path target, boolean skipHead) throws IOException {
    flush();
  }

  @Override
  public long diskBytes() throws IOException {
    return disk.sizeBytes(directory);
  }

  @Override
  public boolean dropOldestBlock() {
    return false;
  }

  @Override
  public List<BlockStatistics> blocks() {
    return List.of();
  }

  @Override
  public MetricsStatistics statistics() {
    HeadStatistics of = head.statistics();
    return new MetricsStatistics(
        of.series(),
        of.seriesCreated(),
        of.chunks(),
        of.minTime(),
        of.maxTime(),
        of.samples(),
        of.histograms(),
        of.outOfOrder(),
        of.exemplars(),
        of.exemplarsInMemory(),
        of.bytes(),
        0,
        0,
        0,
        0,
        0,
        head.journalStatistics());
  }

  @Override
  public CardinalityStatistics cardinality(int limit) {
    return new CardinalityStatistics(
        head.seriesCount(), 0, List.of(), List.of(), List.of(), List.of());
  }

  @Override
  public void close() throws IOException {
    head.close();
  }
}
