package io.trivet.logs.compaction;

import io.trivet.core.label.Labels;
import io.trivet.logs.block.BlockWriter;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.block.LogBlocks;
import io.trivet.logs.head.Head;
import io.trivet.logs.head.HeadPage;
import io.trivet.logs.head.HeadStreamSnapshot;
import io.trivet.logs.page.EncodedPage;
import io.trivet.logs.page.EntryRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.roaringbitmap.RoaringBitmap;

/// Writes a head, which takes no more entries, to one block for each of its partitions.
///
/// Only the block written last says which part of the journal is done with. After a crash in
/// between, the journal is replayed beside the blocks that are already there, and what is there
/// twice is given once, for exact duplicates are left out on reading and by compaction.
public final class HeadFlush {
  private HeadFlush() {}

  /// @param journalSegment the cut of the journal that ended the head; 0 when it was not cut
  /// @param sequence see [LogBlocks#write]
  /// @return the blocks, published but not yet seen by readers
  public static List<LogBlock> write(
      Head head, long partitionNanos, long journalSegment, long sequence, LogBlocks blocks)
      throws IOException {
    List<LogBlock> written = new ArrayList<>();
    List<Long> starts = head.partitionStarts();
    try {
      for (int i = 0; i < starts.size(); i++) {
        long start = starts.get(i);
        LogBlock block =
            blocks.write(
                1,
                List.of(),
                i == starts.size() - 1 ? journalSegment : 0,
                sequence,
                writer -> writePartition(head, start, start + partitionNanos - 1, writer));
        if (block != null) {
          written.add(block);
        }
      }
    } catch (IOException | RuntimeException e) {
      for (LogBlock block : written) {
        blocks.discard(block, e);
      }
      throw e;
    }
    return written;
  }

  private record Stream(Labels labels, HeadStreamSnapshot entries) {}

  private static void writePartition(Head head, long min, long max, BlockWriter writer)
      throws IOException {
    RoaringBitmap all = RoaringBitmap.bitmapOfRange(0L, head.streams());
    List<Stream> streams = new ArrayList<>();
    for (HeadStreamSnapshot entries : head.snapshots(all, min, max)) {
      streams.add(new Stream(head.labels(entries.number()), entries));
    }
    streams.sort(Comparator.comparing(Stream::labels));
    for (Stream stream : streams) {
      writer.beginStream(stream.labels());
      List<HeadPage> pages = Arrays.asList(stream.entries().pages());
      head.seal(pages);
      for (HeadPage page : pages) {
        EncodedPage encoded = Objects.requireNonNull(page.encoded());
        writer.addPage(encoded, page.minTime(), page.maxTime());
      }
      EntryRows rows = stream.entries().openRows();
      for (int i = 0; rows != null && i < rows.size(); i++) {
        writer.addRow(
            rows.times()[i],
            rows.lines(),
            rows.starts()[i],
            rows.starts()[i + 1],
            rows.metadata(),
            i);
      }
    }
  }
}
