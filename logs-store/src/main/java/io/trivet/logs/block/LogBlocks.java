package io.trivet.logs.block;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.BlockSet;
import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.logs.page.PageCodecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The blocks of a log store on disk. Safe for use from any thread.
public final class LogBlocks implements AutoCloseable {
  private final Disk disk;
  private final InstantSource clock;
  private final BlockDirectory directory;
  private final BlockSet<LogBlock> set;
  private final BlockCache cache;
  private final PageCodecs codecs;
  private final boolean withFilter;

  /// Opens the blocks of a directory. Those which cannot be read are put aside; those which were
  /// already merged into another one are deleted.
  ///
  /// @throws IOException if a block is of a newer version, or the directory cannot be read
  public LogBlocks(
      Disk disk,
      Path path,
      InstantSource clock,
      PageCodecs codecs,
      long cacheBytes,
      boolean withFilter)
      throws IOException {
    this.disk = disk;
    this.clock = clock;
    this.codecs = codecs;
    this.withFilter = withFilter;
    this.cache = new BlockCache(cacheBytes);
    this.directory = new BlockDirectory(disk, path);
    this.set = new BlockSet<>(directory);
    List<BlockMeta> metas = directory.list();
    Set<String> merged = new HashSet<>();
    for (BlockMeta meta : metas) {
      if (meta.level() > 1) {
        merged.addAll(meta.sources());
      }
    }
    List<LogBlock> opened = new ArrayList<>();
    for (BlockMeta meta : metas) {
      if (meta.version() > BlockFiles.VERSION) {
        throw new IOException(
            directory.path(meta.ulid())
                + " has version "
                + meta.version()
                + "; run a newer Trivet");
      }
      if (merged.contains(meta.ulid())) {
        directory.delete(meta.ulid());
        continue;
      }
      try {
        opened.add(open(meta));
      } catch (IOException | RuntimeException e) {
        directory.setAside(meta.ulid(), e);
      }
    }
    set.replace(opened, Set.of());
  }

  private LogBlock open(BlockMeta meta) throws IOException {
    return new LogBlock(disk, directory.path(meta.ulid()), meta, cache, codecs);
  }

  /// Puts the content into a new block.
  @FunctionalInterface
  public interface Content {
    void writeTo(BlockWriter writer) throws IOException;
  }

  /// Writes and publishes a block, which is not yet seen by readers. Null if the content is empty.
  ///
  /// @param sources ULIDs of the blocks it is made of; empty for a head
  /// @param journalSegment see [BlockMeta]
  /// @param sequence cut of the journal behind its oldest entries: blocks of a partition stand in
  ///   the order of arrival by it
  public @Nullable LogBlock write(
      int level, List<String> sources, long journalSegment, long sequence, Content content)
      throws IOException {
    String ulid = Ulid.next(clock);
    Path temporary = directory.begin(ulid);
    BlockMeta meta = null;
    try (BlockWriter writer = new BlockWriter(disk, temporary, codecs, withFilter)) {
      content.writeTo(writer);
      if (!writer.isEmpty()) {
        writer.finish();
        meta =
            new BlockMeta(
                ulid,
                BlockFiles.SIGNAL,
                BlockFiles.VERSION,
                writer.minTime(),
                writer.maxTime(),
                clock.millis(),
                level,
                sources.isEmpty() ? List.of(ulid) : sources,
                journalSegment,
                writer.counts(sequence));
      }
    } catch (IOException | RuntimeException e) {
      abandon(ulid, e);
      throw e;
    }
    if (meta == null) {
      directory.abandon(ulid);
      return null;
    }
    directory.publish(meta);
    return open(meta);
  }

  private void abandon(String ulid, Exception cause) {
    try {
      directory.abandon(ulid);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// Deletes a block that no reader has seen, after a failure.
  public void discard(LogBlock block, Exception cause) {
    try {
      block.close();
      directory.delete(block.meta().ulid());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// Adds blocks for readers to come and takes others out, which are deleted.
  public void replace(Collection<LogBlock> added, Collection<String> removedUlids) {
    set.replace(added, removedUlids);
  }

  /// Number by which blocks stand in the order in which their entries arrived.
  public static long sequence(BlockMeta meta) {
    return meta.count(BlockFiles.SEQUENCE_COUNT);
  }

  /// Bytes of lines in a block.
  public static long lineBytes(BlockMeta meta) {
    return meta.count(BlockFiles.LINE_BYTES_COUNT);
  }

  /// Borrows the blocks which overlap a range.
  public BlockSet<LogBlock>.Lease lease(long min, long max) {
    return set.lease(min, max);
  }

  /// Borrows the blocks with these names.
  public BlockSet<LogBlock>.Lease lease(Collection<String> ulids) {
    return set.lease(meta -> ulids.contains(meta.ulid()));
  }

  /// Metas of the blocks, ascending by their first time.
  public List<BlockMeta> metas() {
    return set.metas();
  }

  /// Records of the journal in segments below this number are in blocks.
  public long journalSegment() {
    return metas().stream().mapToLong(BlockMeta::journalSegment).max().orElse(0);
  }

  /// Deletes blocks whose last entry is older than a time; returns their number.
  public int deleteBefore(long time) {
    List<String> old =
        metas().stream().filter(meta -> meta.maxTime() < time).map(BlockMeta::ulid).toList();
    if (!old.isEmpty()) {
      set.replace(List.of(), old);
    }
    return old.size();
  }

  /// Deletes the block with the oldest entries; false if there is none.
  public boolean deleteOldest() {
    List<BlockMeta> metas = metas();
    if (metas.isEmpty()) {
      return false;
    }
    set.replace(List.of(), List.of(metas.getFirst().ulid()));
    return true;
  }

  /// Bytes of a block on disk.
  public long sizeBytes(String ulid) throws IOException {
    return directory.sizeBytes(ulid);
  }

  @Override
  public void close() throws IOException {
    set.close();
  }
}
