package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.chunk.HistogramColumn;
import io.trivet.metrics.chunk.StartColumn;
import io.trivet.metrics.chunk.TimeColumn;
import io.trivet.metrics.chunk.ValueColumn;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads series of one block one after the other, with buffers that are reused; series that follow
/// each other are the cheapest. Owned by one thread at a time.
final class BlockSeriesReader {
  private final MetricsBlock block;
  private final TimeColumn timeColumn = new TimeColumn();
  private final ValueColumn valueColumn = new ValueColumn();
  private final BytesReader in = new BytesReader(new byte[0]);
  private final SampleBuffer whole = new SampleBuffer();
  private final long[] times = new long[BlockFiles.MAX_CHUNK_SAMPLES];
  private final double[] values = new double[BlockFiles.MAX_CHUNK_SAMPLES];
  private final long[] starts = new long[BlockFiles.MAX_CHUNK_SAMPLES];
  private final @Nullable NativeHistogram[] histograms =
      new NativeHistogram[BlockFiles.MAX_CHUNK_SAMPLES];

  private @Nullable ChunkPage page;
  private int pageNumber = -1;
  private int firstOrdinal;
  private @Nullable TimePage timePage;
  private int timePageNumber = -1;
  private int firstColumn;
  private int decodedColumn = -1;
  private int decodedCount;

  public BlockSeriesReader(MetricsBlock block) {
    this.block = block;
  }

  /// Appends the samples of a series within a range which are not deleted, and returns how many
  /// chunks were decoded for it.
  public int read(int ordinal, long min, long max, SampleBuffer into) throws IOException {
    long[] deleted = block.tombstones().of(ordinal);
    try {
      if (deleted == null) {
        return readAll(ordinal, min, max, into);
      }
      whole.clear();
      int chunks = readAll(ordinal, min, max, whole);
      Tombstones.keep(whole, deleted, into);
      return chunks;
    } catch (MalformedBytesException | IndexOutOfBoundsException e) {
      throw new CorruptFileException(
          Path.of(block.meta().ulid()), 0, "chunk of series " + ordinal + ": " + e.getMessage());
    }
  }

  private ChunkPage page(int ordinal) throws IOException {
    ChunkPage current = page;
    if (current == null
        || ordinal < firstOrdinal
        || ordinal >= firstOrdinal + current.chunksOf.length - 1) {
      pageNumber = block.chunkPageOf(ordinal);
      firstOrdinal = block.firstOrdinal(pageNumber);
      current = block.chunkPage(pageNumber);
      page = current;
    }
    return current;
  }

  private int readAll(int ordinal, long min, long max, SampleBuffer into) throws IOException {
    ChunkPage current = page(ordinal);
    int series = ordinal - firstOrdinal;
    int decoded = 0;
    for (int chunk = current.chunksOf[series]; chunk < current.chunksOf[series + 1]; chunk++) {
      if (current.firsts[chunk] <= max && current.lasts[chunk] >= min) {
        readChunk(current, chunk, min, max, into);
        decoded++;
      }
    }
    return decoded;
  }

  private void readChunk(ChunkPage current, int chunk, long min, long max, SampleBuffer into)
      throws IOException {
    int count = current.counts[chunk];
    readTimes(current.timeColumns[chunk], count);
    int start = current.payloads[chunk];
    in.reset(current.content, start, current.payloads[chunk + 1] - start);
    boolean hasStarts = (current.flags[chunk] & BlockFiles.STARTS) != 0;
    if (hasStarts) {
      StartColumn.read(in, count, times[0], starts, 0);
    }
    int from = times[0] >= min ? 0 : lowerBound(min, count);
    int end = times[count - 1] <= max ? count : lowerBound(max + 1, count);
    if ((current.flags[chunk] & BlockFiles.HISTOGRAMS) != 0) {
      HistogramColumn.read(in, count, histograms, 0);
      for (int i = from; i < end; i++) {
        NativeHistogram histogram = histograms[i];
        if (histogram != null) {
          into.add(times[i], histogram);
          into.start(hasStarts ? starts[i] : 0);
        }
      }
      Arrays.fill(histograms, 0, count, null);
      return;
    }
    int rows = end - from;
    into.ensure(count);
    if (rows == count) {
      valueColumn.read(in, count, into.values, into.size);
    } else {
      valueColumn.read(in, count, values, 0);
      System.arraycopy(values, from, into.values, into.size, rows);
    }
    System.arraycopy(times, from, into.timestamps, into.size, rows);
    if (hasStarts || into.starts != null) {
      long[] all = into.starts;
      if (all == null) {
        all = new long[into.timestamps.length];
        into.starts = all;
      }
      if (hasStarts) {
        System.arraycopy(starts, from, all, into.size, rows);
      } else {
        Arrays.fill(all, into.size, into.size + rows, 0);
      }
    }
    into.size += rows;
  }

  private int lowerBound(long time, int count) {
    int at = Arrays.binarySearch(times, 0, count, time);
    return at >= 0 ? at : -at - 1;
  }

  private void readTimes(int column, int count) throws IOException {
    if (column == decodedColumn && count == decodedCount) {
      return;
    }
    decodedColumn = -1;
    TimePage current = timePage;
    if (current == null
        || column < firstColumn
        || column >= firstColumn + current.positions.length - 1) {
      timePageNumber = block.timePageOf(column);
      firstColumn = block.firstColumn(timePageNumber);
      current = block.timePage(timePageNumber);
      timePage = current;
    }
    int at = current.positions[column - firstColumn];
    in.reset(current.content, at, current.positions[column - firstColumn + 1] - at);
    timeColumn.read(in, count, block.reference(), times, 0);
    decodedColumn = column;
    decodedCount = count;
  }
}
