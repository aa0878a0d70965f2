package io.trivet.metrics.store;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.BlockSet;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.BlockStatistics;
import io.trivet.metrics.block.v1.MetricsBlock;
import io.trivet.metrics.block.v1.PageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The blocks of a store. Safe for use from any thread; changes are made by one at a time.
final class StoreBlocks implements AutoCloseable {
  private final Disk disk;
  private final BlockDirectory directory;
  private final PageCache cache;
  private final BlockSet<MetricsBlock> open;

  StoreBlocks(Disk disk, Path path, PageCache cache) throws IOException {
    this.disk = disk;
    this.directory = new BlockDirectory(disk, path);
    this.cache = cache;
    this.open = new BlockSet<>(directory);
    List<MetricsBlock> blocks = new ArrayList<>();
    for (BlockMeta meta : withoutReplaced(directory.list())) {
      try {
        blocks.add(openBlock(meta));
      } catch (IOException | RuntimeException e) {
        directory.setAside(meta.ulid(), e);
      }
    }
    open.replace(blocks, List.of());
  }

  /// Deletes blocks which a compaction had replaced when the process ended.
  private List<BlockMeta> withoutReplaced(List<BlockMeta> metas) throws IOException {
    List<BlockMeta> kept = new ArrayList<>();
    for (BlockMeta meta : metas) {
      boolean replaced = false;
      for (BlockMeta other : metas) {
        replaced |= isReplacedBy(meta, other);
      }
      if (replaced) {
        directory.delete(meta.ulid());
      } else {
        kept.add(meta);
      }
    }
    return kept;
  }

  private static boolean isReplacedBy(BlockMeta block, BlockMeta other) {
    if (block.ulid().equals(other.ulid()) || block.level() > other.level()) {
      return false;
    }
    Set<String> sources = new HashSet<>(other.sources());
    return sources.containsAll(block.sources())
        && (block.level() < other.level() || block.ulid().compareTo(other.ulid()) < 0);
  }

  BlockDirectory directory() {
    return directory;
  }

  /// Opens blocks that were just published; deletes them all if that fails.
  List<MetricsBlock> openAll(List<BlockMeta> metas) throws IOException {
    List<MetricsBlock> opened = new ArrayList<>();
    try {
      for (BlockMeta meta : metas) {
        opened.add(openBlock(meta));
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      for (MetricsBlock block : opened) {
        block.close();
      }
      for (BlockMeta meta : metas) {
        directory.delete(meta.ulid());
      }
      throw e;
    }
  }

  private MetricsBlock openBlock(BlockMeta meta) throws IOException {
    return MetricsBlock.open(meta, disk, directory.path(meta.ulid()), cache);
  }

  List<BlockMeta> metas() {
    return open.metas();
  }

  BlockSet<MetricsBlock>.Lease lease(long min, long max) {
    return open.lease(min, max);
  }

  BlockSet<MetricsBlock>.Lease lease(Set<String> ulids) {
    return open.lease(meta -> ulids.contains(meta.ulid()));
  }

  void replace(List<MetricsBlock> added, List<String> removed) {
    open.replace(added, removed);
  }

  /// Journal segments below this number are in blocks.
  long coveredSegment() {
    return metas().stream().mapToLong(BlockMeta::journalSegment).max().orElse(0);
  }

  /// Time of the newest sample, `Long.MIN_VALUE` if there is none.
  long maxTime() {
    return metas().stream().mapToLong(BlockMeta::maxTime).max().orElse(Long.MIN_VALUE);
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (BlockMeta meta : metas()) {
      bytes += directory.sizeBytes(meta.ulid());
    }
    return bytes;
  }

  List<BlockStatistics> statistics() throws IOException {
    List<BlockStatistics> all = new ArrayList<>();
    try (var lease = open.lease(Long.MIN_VALUE, Long.MAX_VALUE)) {
      for (MetricsBlock block : lease.blocks()) {
        BlockMeta meta = block.meta();
        all.add(
            new BlockStatistics(
                meta.ulid(),
                meta.minTime(),
                meta.maxTime(),
                meta.count("series"),
                meta.count("chunks"),
                meta.count("floatSamples"),
                meta.count("histogramSamples"),
                meta.count("exemplars"),
                block.tombstoneCount(),
                meta.level(),
                meta.sources(),
                directory.sizeBytes(meta.ulid())));
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
