package io.trivet.metrics.store;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.block.v1.BlockWriter;
import io.trivet.metrics.block.v1.SeriesOrder;
import io.trivet.metrics.head.LabelHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts blocks made of the data of other programs into the directory of a store which nobody has
/// open. Owned by one thread.
public final class BlockImport {
  private final Disk disk;
  private final BlockDirectory directory;
  private final LabelHash hash;
  private final InstantSource clock;

  private BlockImport(Disk disk, BlockDirectory directory, LabelHash hash, InstantSource clock) {
    this.disk = disk;
    this.directory = directory;
    this.hash = hash;
    this.clock = clock;
  }

  /// @param directory that of the store, made if it does not exist
  public static BlockImport open(Disk disk, Path directory, InstantSource clock)
      throws IOException {
    disk.createDirectories(directory);
    LabelHash hash = StoreKey.open(disk, directory);
    return new BlockImport(
        disk, new BlockDirectory(disk, directory.resolve(TimeSeriesStore.BLOCKS)), hash, clock);
  }

  /// What the blocks that are there were made of, compacted ones included.
  public Set<String> sources() throws IOException {
    Set<String> all = new HashSet<>();
    for (BlockMeta meta : directory.list()) {
      all.add(meta.ulid());
      all.addAll(meta.sources());
    }
    return all;
  }

  /// A new name for a block.
  public String newUlid() {
    return Ulid.next(clock);
  }

  /// Begins a block.
  ///
  /// @param ulid its name
  /// @param reference a time near its first sample
  public Block begin(String ulid, long reference) throws IOException {
    return new Block(ulid, new BlockWriter(disk, directory.begin(ulid), reference));
  }

  /// A block that is written. Closing one which is not published leaves nothing behind.
  public final class Block implements AutoCloseable {
    private final String ulid;
    private final BlockWriter writer;
    private Labels last = Labels.EMPTY;
    private Map<String, Long> counts = Map.of();
    private boolean finished;
    private boolean published;

    private Block(String ulid, BlockWriter writer) {
      this.ulid = ulid;
      this.writer = writer;
    }

    /// Adds a series; false if it does not come after the one before, by metric name and then by
    /// all labels.
    ///
    /// @param samples at least one, or there are exemplars; ascending in time
    /// @param exemplars ascending in time
    public boolean add(Labels labels, SampleBuffer samples, List<Exemplar> exemplars)
        throws IOException {
      if (writer.seriesCount() > 0 && SeriesOrder.COMPARATOR.compare(last, labels) >= 0) {
        return false;
      }
      last = labels;
      writer.add(labels, hash.of(labels), samples, exemplars);
      return true;
    }

    public int seriesCount() {
      return writer.seriesCount();
    }

    /// Makes the files of the block durable.
    public void finish() throws IOException {
      counts = writer.finish();
      writer.close();
      finished = true;
    }

    /// Makes the finished block visible for whoever opens the store next.
    ///
    /// @param level how often its data was compacted, from 1 on
    /// @param sources what it is made of, beside itself
    public void publish(int level, List<String> sources) throws IOException {
      if (!finished) {
        throw new IllegalStateException("block " + ulid + " is not finished");
      }
      List<String> all = new ArrayList<>();
      all.add(ulid);
      sources.stream().filter(source -> !source.equals(ulid)).forEach(all::add);
      directory.publish(
          new BlockMeta(
              ulid,
              HeadFlush.SIGNAL,
              BlockWriter.VERSION,
              writer.minTime(),
              writer.maxTime(),
              clock.millis(),
              level,
              all,
              0,
              counts));
      published = true;
    }

    @Override
    public void close() throws IOException {
      if (!published) {
        try (writer) {
          directory.abandon(ulid);
        }
      }
    }
  }
}
