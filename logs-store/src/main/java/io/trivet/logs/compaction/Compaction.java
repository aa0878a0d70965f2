package io.trivet.logs.compaction;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.index.Catalogue;
import io.trivet.core.label.Labels;
import io.trivet.logs.block.BlockRun;
import io.trivet.logs.block.BlockWriter;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.block.LogBlocks;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.MetadataColumn;
import io.trivet.logs.page.PageEncoder;
import io.trivet.logs.page.RunMerger;
import io.trivet.logs.page.WantedColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Merges blocks of one partition to one. Full pages of one stream which overlap no other are
/// copied as they are; everything else is merged row by row, without exact duplicates.
public final class Compaction {
  private static final long[] NO_KEYS = {};

  private final LogBlocks blocks;

  public Compaction(LogBlocks blocks) {
    this.blocks = blocks;
  }

  /// Merges the blocks, lets readers see the result in their place, and deletes them.
  ///
  /// @throws IOException if one of them is damaged; then nothing has changed
  public void merge(List<BlockMeta> metas) throws IOException {
    List<String> ulids = metas.stream().map(BlockMeta::ulid).toList();
    int level = metas.stream().mapToInt(BlockMeta::level).max().orElse(0) + 1;
    long segment = metas.stream().mapToLong(BlockMeta::journalSegment).max().orElse(0);
    LogBlock merged;
    try (var lease = blocks.lease(ulids)) {
      List<LogBlock> sources = new ArrayList<>(lease.blocks());
      if (sources.size() < ulids.size()) {
        return; // retention was faster
      }
      // Entries of one time keep the order in which they arrived.
      sources.sort(Comparator.comparingLong(block -> LogBlocks.sequence(block.meta())));
      long sequence = LogBlocks.sequence(sources.getFirst().meta());
      merged = blocks.write(level, ulids, segment, sequence, writer -> merge(sources, writer));
    }
    blocks.replace(merged == null ? List.of() : List.of(merged), ulids);
  }

  /// The streams of one block, in ascending order of labels.
  private static final class Source {
    final LogBlock block;
    final int rank;
    private final Catalogue.LabelReader reader;
    int ordinal = -1;
    @Nullable Labels labels;

    Source(LogBlock block, int rank) throws IOException {
      this.block = block;
      this.rank = rank;
      this.reader = block.catalogue().labelReader();
    }

    boolean next() throws IOException {
      ordinal++;
      if (ordinal >= block.catalogue().size()) {
        return false;
      }
      labels = reader.labels(ordinal);
      return true;
    }

    Labels current() {
      return labels == null ? Labels.EMPTY : labels;
    }
  }

  private static void merge(List<LogBlock> sources, BlockWriter writer) throws IOException {
    PriorityQueue<Source> queue =
        new PriorityQueue<>(
            Comparator.comparing(Source::current).thenComparingInt(source -> source.rank));
    for (int i = 0; i < sources.size(); i++) {
      Source source = new Source(sources.get(i), i);
      if (source.next()) {
        queue.add(source);
      }
    }
    List<EntryRun> runs = new ArrayList<>();
    while (!queue.isEmpty()) {
      Labels labels = queue.element().current();
      runs.clear();
      while (!queue.isEmpty() && queue.element().current().equals(labels)) {
        Source source = queue.remove();
        source.block.addRuns(
            source.ordinal, Long.MIN_VALUE, Long.MAX_VALUE, NO_KEYS, WantedColumns.TIMES, runs);
        if (source.next()) {
          queue.add(source);
        }
      }
      if (!runs.isEmpty()) {
        writer.beginStream(labels);
        mergeStream(runs, writer);
      }
    }
  }

  private static void mergeStream(List<EntryRun> runs, BlockWriter writer) throws IOException {
    RunMerger merger =
        new RunMerger(
            runs,
            0,
            Long.MAX_VALUE - 1,
            true,
            (run, problem) -> {
              throw new IOException("a page cannot be read", problem);
            });
    while (merger.next()) {
      RunMerger.Slice slice = merger.slice();
      EntryRun run = slice.run();
      if (run instanceof BlockRun page
          && page.isWholePage()
          && slice.to() - slice.from() == page.rows()
          && isLarge(page)) {
        writer.addPage(page.encoded(), page.minTime(), page.maxTime());
        continue;
      }
      int[] starts = run.starts();
      byte[] lines = run.lines();
      long[] times = run.times();
      MetadataColumn metadata = run.metadata();
      for (int i = run.offset() + slice.from(); i < run.offset() + slice.to(); i++) {
        writer.addRow(times[i], lines, starts[i], starts[i + 1], metadata, i);
      }
    }
    merger.close();
  }

  private static boolean isLarge(BlockRun page) throws IOException {
    int bytes = page.starts()[page.rows()];
    return bytes >= PageEncoder.PAGE_BYTES / 2 || page.rows() >= PageEncoder.PAGE_ROWS / 2;
  }
}
