package io.trivet.metrics.compaction;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.block.v1.BlockCursor;
import io.trivet.metrics.block.v1.BlockWriter;
import io.trivet.metrics.block.v1.MetricsBlock;
import io.trivet.metrics.block.v1.SeriesOrder;
import io.trivet.metrics.series.SampleMerge;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Merges blocks into one, without what was deleted from them. Of samples at the same time that of
/// the newest block is kept. Owned by one thread.
public final class Compactor {
  private final Disk disk;
  private final BlockDirectory directory;
  private final InstantSource clock;
  private final SampleMerge merge = new SampleMerge();
  private final SampleBuffer merged = new SampleBuffer();
  private final List<SampleBuffer> runs = new ArrayList<>();

  public Compactor(Disk disk, BlockDirectory directory, InstantSource clock) {
    this.disk = disk;
    this.directory = directory;
    this.clock = clock;
  }

  /// Writes and publishes the merged block and returns its meta; null if nothing is left.
  public @Nullable BlockMeta compact(List<MetricsBlock> blocks) throws IOException {
    String ulid = Ulid.next(clock);
    try {
      BlockMeta meta = write(ulid, blocks);
      if (meta == null) {
        directory.abandon(ulid);
      } else {
        directory.publish(meta);
      }
      return meta;
    } catch (IOException | RuntimeException e) {
      directory.abandon(ulid);
      throw e;
    }
  }

  private @Nullable BlockMeta write(String ulid, List<MetricsBlock> blocks) throws IOException {
    long reference = Long.MAX_VALUE;
    long journalSegment = 0;
    int level = 0;
    Set<String> sources = new LinkedHashSet<>();
    List<BlockCursor> cursors = new ArrayList<>();
    List<MetricsBlock> newestFirst = new ArrayList<>(blocks);
    newestFirst.sort(Comparator.comparing((MetricsBlock block) -> block.meta().ulid()).reversed());
    for (MetricsBlock block : newestFirst) {
      BlockMeta meta = block.meta();
      reference = Math.min(reference, meta.minTime());
      journalSegment = Math.max(journalSegment, meta.journalSegment());
      level = Math.max(level, meta.level());
      sources.addAll(meta.sources());
      BlockCursor cursor = new BlockCursor(block);
      if (cursor.next()) {
        cursors.add(cursor);
      }
    }
    try (BlockWriter writer = new BlockWriter(disk, directory.begin(ulid), reference)) {
      while (!cursors.isEmpty()) {
        writeNext(cursors, writer);
      }
      if (writer.seriesCount() == 0) {
        return null;
      }
      Map<String, Long> counts = writer.finish();
      return new BlockMeta(
          ulid,
          newestFirst.getFirst().meta().signal(),
          BlockWriter.VERSION,
          writer.minTime(),
          writer.maxTime(),
          clock.millis(),
          level + 1,
          List.copyOf(sources),
          journalSegment,
          counts);
    }
  }

  /// Writes the first of the series at which the cursors stand, and moves on those which have it.
  private void writeNext(List<BlockCursor> cursors, BlockWriter writer) throws IOException {
    Labels labels = cursors.getFirst().labels();
    for (BlockCursor cursor : cursors) {
      if (SeriesOrder.COMPARATOR.compare(cursor.labels(), labels) < 0) {
        labels = cursor.labels();
      }
    }
    merge.begin();
    merged.clear();
    long labelHash = 0;
    int used = 0;
    Set<Exemplar> unique = new LinkedHashSet<>();
    for (int i = 0; i < cursors.size(); i++) {
      BlockCursor cursor = cursors.get(i);
      if (cursor.labels().equals(labels)) {
        if (used == runs.size()) {
          runs.add(new SampleBuffer());
        }
        SampleBuffer run = runs.get(used++);
        run.clear();
        cursor.read(run);
        merge.add(run);
        labelHash = cursor.labelHash();
        unique.addAll(cursor.exemplars());
        if (!cursor.next()) {
          cursors.remove(i--);
        }
      }
    }
    merge.mergeInto(merged);
    List<Exemplar> exemplars = new ArrayList<>(unique);
    exemplars.sort(Comparator.comparingLong(Exemplar::timestampMs));
    if (merged.size > 0 || !exemplars.isEmpty()) {
      writer.add(labels, labelHash, merged, exemplars);
    }
  }
}
