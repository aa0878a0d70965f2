package io.trivet.traces.store;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.BlockSet;
import io.trivet.core.block.Ulid;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.block.SectionCache;
import io.trivet.traces.block.TraceBlock;
import io.trivet.traces.block.TraceBlockWriter;
import io.trivet.traces.column.StoredSpans;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks of a store. Read from any thread; changed by one at a time, as the store sees to.
final class StoredBlocks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoredBlocks.class);

  private final Disk disk;
  private final InstantSource clock;
  private final CpuPool pool;
  private final BlockDirectory directory;
  private final BlockSet<StoredBlock> blocks;
  private final SectionCache cache;
  private final TraceBlockWriter writer;
  private final long journalSegment;

  /// The blocks there are, for look-ups of trace ids.
  private volatile List<StoredBlock> known = List.of();

  /// Opens the blocks in a directory.
  ///
  /// @param pool where blocks are written and merged
  StoredBlocks(Disk disk, Path path, InstantSource clock, CpuPool pool, long cacheBytes)
      throws IOException {
    this.disk = disk;
    this.clock = clock;
    this.pool = pool;
    this.directory = new BlockDirectory(disk, path);
    this.blocks = new BlockSet<>(directory);
    this.cache = new SectionCache(cacheBytes);
    this.writer = new TraceBlockWriter(disk, directory);
    long segment = 0;
    for (BlockMeta meta : directory.list()) {
      segment = Math.max(segment, meta.journalSegment());
      try {
        add(open(meta), List.of());
      } catch (IOException e) {
        directory.setAside(meta.ulid(), e);
      }
    }
    this.journalSegment = segment;
  }

  /// Number of the first journal segment that was not in blocks when they were opened.
  long journalSegment() {
    return journalSegment;
  }

  BlockSet<StoredBlock> set() {
    return blocks;
  }

  List<BlockMeta> metas() {
    return blocks.metas();
  }

  /// Bytes of the blocks on disk.
  long sizeBytes() throws IOException {
    return directory.sizeBytes(blocks.metas());
  }

  /// Whether a block has a trace. Trace ids of a block stay in memory, so that no lease is needed:
  /// this runs for every new trace.
  boolean has(long idHigh, long idLow) {
    for (StoredBlock block : known) {
      if (block.block().find(idHigh, idLow) >= 0) {
        return true;
      }
    }
    return false;
  }

  private TraceBlock open(BlockMeta meta) throws IOException {
    return new TraceBlock(disk, directory.path(meta.ulid()), meta, cache);
  }

  /// Writes spans to a block, which [#take] brings to readers; null if there are none.
  ///
  /// @param segment number below which segments of the journal are done with then
  @Nullable BlockMeta write(StoredSpans table, long segment) throws IOException {
    return onPool(() ->
        writer.write(
            List.of(table),
            new TraceBlockWriter.Origin(Ulid.next(clock), clock.millis(), 1, List.of(), segment)));
  }

  /// Opens a block that was written.
  void take(BlockMeta meta) throws IOException {
    add(open(meta), List.of());
  }

  private void add(TraceBlock block, List<String> removed) {
    try (BlockSet<StoredBlock>.Lease others =
        blocks.lease(meta -> !removed.contains(meta.ulid()))) {
      blocks.replace(List.of(StoredBlock.of(block, others.blocks())), removed);
    }
    refreshKnown();
  }

  private void refreshKnown() {
    try (BlockSet<StoredBlock>.Lease lease = blocks.lease(meta -> true)) {
      known = lease.blocks();
    }
  }

  private <T extends @Nullable Object> T onPool(Callable<T> work) throws IOException {
    try {
      return pool.call(CpuPool.Priority.BACKGROUND, work);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /// Deletes blocks whose spans all arrived longer ago than the retention.
  ///
  /// @param keep ms; 0 or less for ever
  void deleteOld(long keep) {
    if (keep <= 0) {
      return;
    }
    long before = clock.millis() - keep;
    List<String> old =
        blocks.metas().stream()
            .filter(meta -> meta.createdMs() < before)
            .map(BlockMeta::ulid)
            .toList();
    blocks.replace(List.of(), old);
    refreshKnown();
  }

  /// Deletes the block that arrived first, to make room; false if there is none.
  boolean dropOldest() {
    BlockMeta oldest =
        blocks.metas().stream().min(Comparator.comparingLong(BlockMeta::createdMs)).orElse(null);
    if (oldest == null) {
      return false;
    }
    blocks.replace(List.of(), List.of(oldest.ulid()));
    refreshKnown();
    return true;
  }

  /// Merges blocks of one level, oldest first, when there are enough of them.
  void compact(TraceStoreOptions options) throws IOException {
    Map<Integer, List<BlockMeta>> levels = new HashMap<>();
    blocks.metas().stream()
        .sorted(Comparator.comparingLong(BlockMeta::createdMs))
        .forEach(meta -> levels.computeIfAbsent(meta.level(), l -> new ArrayList<>()).add(meta));
    for (List<BlockMeta> level : levels.values()) {
      if (level.size() >= options.compactionBlocks()) {
        List<BlockMeta> chosen = level.subList(0, options.compactionBlocks());
        if (chosen.stream().mapToLong(meta -> meta.count("spans")).sum()
            <= options.compactionMaxSpans()) {
          merge(chosen);
          return;
        }
      }
    }
  }

  private void merge(List<BlockMeta> chosen) throws IOException {
    List<String> ulids = chosen.stream().map(BlockMeta::ulid).toList();
    try (BlockSet<StoredBlock>.Lease lease = blocks.lease(meta -> ulids.contains(meta.ulid()))) {
      List<StoredSpans> tables = new ArrayList<>();
      lease
          .blocks()
          .forEach(block -> tables.addAll(block.block().tables(Long.MIN_VALUE, Long.MAX_VALUE)));
      BlockMeta newest = chosen.getLast();
      long segment = chosen.stream().mapToLong(BlockMeta::journalSegment).max().orElse(0);
      BlockMeta meta =
          onPool(() ->
              writer.write(
                  tables,
                  new TraceBlockWriter.Origin(
                      Ulid.next(clock), newest.createdMs(), newest.level() + 1, ulids, segment)));
      if (meta != null) {
        add(open(meta), ulids);
        log.info(
            "merged {} blocks into {} of {} spans", ulids.size(), meta.ulid(), meta.count("spans"));
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (cache) {
      blocks.close();
    }
  }
}
