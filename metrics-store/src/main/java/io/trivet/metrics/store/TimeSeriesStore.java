package io.trivet.metrics.store;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.BlockSet;
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
import io.trivet.metrics.block.v1.MetricsBlock;
import io.trivet.metrics.block.v1.PageCache;
import io.trivet.metrics.compaction.CompactionPlan;
import io.trivet.metrics.compaction.Compactor;
import io.trivet.metrics.head.Head;
import io.trivet.metrics.head.HeadSamples;
import io.trivet.metrics.head.HeadStatistics;
import io.trivet.metrics.head.HeadView;
import io.trivet.metrics.head.LabelHash;
import io.trivet.metrics.head.MetadataTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The time-series store over one directory. Flush, compaction, retention and deletion take turns
/// under one lock; appending and reading go on meanwhile.
public final class TimeSeriesStore implements MetricsStore {
  private static final String JOURNAL = "journal";
  static final String BLOCKS = "blocks";

  /// When memory is scarce, series without a sample for this long are forgotten.
  private static final Duration LATELY = Duration.ofMinutes(2);

  private static final Duration LONGEST_BLOCK = Duration.ofDays(31);

  private volatile MetricsStoreOptions options;
  private final Disk disk;
  private final Path directory;
  private final InstantSource clock;
  private final CpuPool pool;
  private final MetadataTable metadata;
  private final StoreBlocks blocks;
  private final Head head;
  private final CompactionPlan plan;
  private final StoreQuerier querier = new StoreQuerier(this);
  private final ReentrantLock changing = new ReentrantLock();
  private final AtomicLong flushes = new AtomicLong();
  private final AtomicLong compactions = new AtomicLong();
  private final Maintenance maintenance;

  private TimeSeriesStore(
      MetricsStoreOptions options,
      Disk disk,
      Path directory,
      InstantSource clock,
      CpuPool pool,
      MetadataTable metadata,
      StoreBlocks blocks,
      Head head,
      long maintenanceMillis) {
    this.options = options;
    this.disk = disk;
    this.directory = directory;
    this.clock = clock;
    this.pool = pool;
    this.metadata = metadata;
    this.blocks = blocks;
    this.head = head;
    this.plan = new CompactionPlan(options.blockRange().toMillis(), longestBlock(options));
    this.maintenance = new Maintenance(this::maintain, maintenanceMillis);
    head.memory().whenFlushIsDue(maintenance::wake);
  }

  private static long longestBlock(MetricsStoreOptions options) {
    if (!options.maxBlockRange().isZero()) {
      return options.maxBlockRange().toMillis();
    }
    long longest = LONGEST_BLOCK.toMillis();
    return options.retention().isZero()
        ? longest
        : Math.min(longest, options.retention().toMillis() / 10);
  }

  /// Opens the store in a directory, which is made if it does not exist, and puts back what the
  /// journal holds. Nobody else may have it open.
  ///
  /// @param clock decides what is old and what is in the future
  /// @param pool takes the work of compaction
  public static TimeSeriesStore open(
      MetricsStoreOptions options, Disk disk, Path directory, InstantSource clock, CpuPool pool)
      throws IOException {
    long interval = options.maintenanceInterval().toMillis();
    return open(options, disk, directory, clock, pool, interval);
  }

  /// Opens the store as [#open] does, for a task after which it is closed again: nothing is
  /// flushed, compacted or deleted unless it is asked for, but for what has no room in memory.
  public static TimeSeriesStore openForTask(
      MetricsStoreOptions options, Disk disk, Path directory, InstantSource clock, CpuPool pool)
      throws IOException {
    return open(options, disk, directory, clock, pool, 0);
  }

  private static TimeSeriesStore open(
      MetricsStoreOptions options,
      Disk disk,
      Path directory,
      InstantSource clock,
      CpuPool pool,
      long maintenanceMillis)
      throws IOException {
    disk.createDirectories(directory);
    LabelHash hash = StoreKey.open(disk, directory);
    MetadataTable metadata = MetadataTable.open(disk, directory);
    PageCache cache = new PageCache(options.pageCache().bytes());
    StoreBlocks blocks = new StoreBlocks(disk, directory.resolve(BLOCKS), cache);
    try {
      Head head =
          Head.open(
              options,
              disk,
              directory.resolve(JOURNAL),
              clock,
              hash,
              metadata,
              blocks.coveredSegment(),
              blocks.maxTime(),
              (replayed, samples, covered) -> {
                metadata.save();
                var flush =
                    new HeadFlush(disk, blocks.directory(), clock, options.blockRange().toMillis());
                blocks.replace(blocks.openAll(flush.write(replayed, samples, covered)), List.of());
              });
      return new TimeSeriesStore(
          options, disk, directory, clock, pool, metadata, blocks, head, maintenanceMillis);
    } catch (IOException | RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  @Override
  public void reload(MetricsStoreOptions wanted) {
    options = wanted;
    head.reload(wanted);
  }

  @Override
  public MetricsAppender appender() {
    return head.appender();
  }

  @Override
  public MetricsQuerier querier() {
    return querier;
  }

  /// Head and the blocks which overlap a range, at one moment.
  StoreView view(TimeRange range) {
    // A flush replaces samples in memory by blocks under the write lock.
    head.dataLock().readLock().lock();
    try {
      HeadView view = head.view();
      BlockSet<MetricsBlock>.Lease lease = blocks.lease(range.min(), range.max());
      return new StoreView(view, lease, lease.blocks());
    } finally {
      head.dataLock().readLock().unlock();
    }
  }

  MetadataTable metadataTable() {
    return metadata;
  }

  @Override
  public void flush() throws IOException {
    changing.lock();
    try {
      // A generation whose flush has failed is written first, then the current one.
      for (int i = 0; i < 2; i++) {
        HeadSamples frozen = head.freeze();
        if (frozen == null) {
          break;
        }
        write(frozen);
      }
      metadata.save();
    } finally {
      changing.unlock();
    }
  }

  private void write(HeadSamples frozen) throws IOException {
    metadata.save();
    HeadFlush flush =
        new HeadFlush(disk, blocks.directory(), clock, options.blockRange().toMillis());
    List<MetricsBlock> opened =
        frozen.isEmpty() ? List.of() : blocks.openAll(flush.write(head, frozen, head.frozenCut()));
    head.release(() -> blocks.replace(opened, List.of()));
    flushes.incrementAndGet();
  }

  @Override
  public void maintain() throws IOException {
    long lately = clock.millis() - LATELY.toMillis();
    if (flushIsDue() || head.memory().wantsFlush(lately)) {
      flush();
      head.forgetOldSeries(
          head.memory().isScarce() ? lately : clock.millis() - options.blockRange().toMillis() / 2);
      head.memory().measure();
    }
    metadata.save();
    compact();
    deleteExpired();
  }

  private boolean flushIsDue() {
    if (head.journalBytes() >= options.maxJournalSize().bytes() || head.hasManyExemplars()) {
      return true;
    }
    // Some time after the end of each range of blocks, when its last samples have come.
    long range = options.blockRange().toMillis();
    long grace = range / 12;
    return Math.floorDiv(clock.millis() - grace, range)
        != Math.floorDiv(head.generationStart() - grace, range);
  }

  private void compact() throws IOException {
    while (!maintenance.isClosed()) {
      changing.lock();
      try {
        List<BlockMeta> wanted = plan.next(blocks.metas(), head.maxTime());
        if (wanted.isEmpty()) {
          return;
        }
        rewrite(wanted);
      } finally {
        changing.unlock();
      }
    }
  }

  /// Replaces blocks by one with what is not deleted in them.
  private void rewrite(List<BlockMeta> metas) throws IOException {
    Set<String> ulids = metas.stream().map(BlockMeta::ulid).collect(Collectors.toSet());
    try (var lease = blocks.lease(ulids)) {
      List<MetricsBlock> sources = lease.blocks();
      Compactor compactor = new Compactor(disk, blocks.directory(), clock);
      List<MetricsBlock> added = new ArrayList<>();
      BlockMeta meta =
          pool.call(
              CpuPool.Priority.BACKGROUND,
              () -> {
                BlockMeta merged = compactor.compact(sources);
                if (merged != null) {
                  added.addAll(blocks.openAll(List.of(merged)));
                }
                return merged;
              });
      blocks.replace(added, List.copyOf(ulids));
      compactions.addAndGet(meta == null ? 0 : 1);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("compaction of " + ulids, e.getCause());
    }
  }

  private void deleteExpired() {
    if (options.retention().isZero()) {
      return;
    }
    long oldest = clock.millis() - options.retention().toMillis();
    changing.lock();
    try {
      List<String> expired = new ArrayList<>();
      for (BlockMeta meta : blocks.metas()) {
        if (meta.maxTime() < oldest) {
          expired.add(meta.ulid());
        }
      }
      blocks.replace(List.of(), expired);
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void deleteSeries(List<List<LabelMatcher>> selectors, TimeRange range) throws IOException {
    changing.lock();
    try {
      // What is in memory becomes a block first: deletion knows one kind of place only.
      flush();
      try (var lease = blocks.lease(range.min(), range.max())) {
        for (MetricsBlock block : lease.blocks()) {
          for (List<LabelMatcher> matchers : selectors) {
            block.delete(matchers, range);
          }
        }
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void cleanTombstones() throws IOException {
    changing.lock();
    try {
      List<BlockMeta> dirty = new ArrayList<>();
      try (var lease = blocks.lease(Long.MIN_VALUE, Long.MAX_VALUE)) {
        for (MetricsBlock block : lease.blocks()) {
          if (!block.isWhole()) {
            dirty.add(block.meta());
          }
        }
      }
      for (BlockMeta meta : dirty) {
        rewrite(List.of(meta));
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void snapshot(Path target, boolean skipHead) throws IOException {
    changing.lock();
    try {
      if (!skipHead) {
        flush();
      }
      disk.createDirectories(target);
      try (var lease = blocks.lease(Long.MIN_VALUE, Long.MAX_VALUE)) {
        for (MetricsBlock block : lease.blocks()) {
          String ulid = block.meta().ulid();
          link(blocks.directory().path(ulid), target.resolve(BLOCKS).resolve(ulid));
        }
      }
      for (String file : List.of(StoreKey.FILE, MetadataTable.FILE)) {
        if (disk.exists(directory.resolve(file))) {
          disk.link(directory.resolve(file), target.resolve(file));
        }
      }
      disk.forceDirectory(target);
    } finally {
      changing.unlock();
    }
  }

  private void link(Path from, Path to) throws IOException {
    disk.createDirectories(to);
    for (Path entry : disk.list(from)) {
      Path copy = to.resolve(String.valueOf(entry.getFileName()));
      if (disk.isDirectory(entry)) {
        link(entry, copy);
      } else {
        disk.link(entry, copy);
      }
    }
    disk.forceDirectory(to);
  }

  @Override
  public long diskBytes() throws IOException {
    return blocks.bytes() + head.journalBytes();
  }

  @Override
  public boolean dropOldestBlock() {
    changing.lock();
    try {
      List<BlockMeta> metas = blocks.metas();
      if (metas.isEmpty()) {
        return false;
      }
      blocks.replace(List.of(), List.of(metas.getFirst().ulid()));
      return true;
    } finally {
      changing.unlock();
    }
  }

  @Override
  public List<BlockStatistics> blocks() {
    try {
      return blocks.statistics();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public MetricsStatistics statistics() {
    HeadStatistics of = head.statistics();
    long blockBytes;
    try {
      blockBytes = blocks.bytes();
    } catch (IOException e) {
      // A block was deleted under our eyes; the next look is right again.
      blockBytes = 0;
    }
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
        flushes.get(),
        compactions.get(),
        maintenance.failures(),
        blocks.metas().size(),
        blockBytes,
        head.journalStatistics());
  }

  @Override
  public CardinalityStatistics cardinality(int limit) {
    return Cardinality.of(head.index(), limit);
  }

  @Override
  public void close() throws IOException {
    maintenance.close();
    changing.lock();
    try (blocks) {
      head.close();
      metadata.save();
    } finally {
      changing.unlock();
    }
  }
}
