package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.index.CatalogueWriter;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.chunk.HistogramColumn;
import io.trivet.metrics.chunk.StartColumn;
import io.trivet.metrics.chunk.ValueColumn;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the files of one block into a directory, series by series in the order of [SeriesOrder].
/// Owned by one thread.
public final class BlockWriter implements AutoCloseable {
  /// Format version of what it writes.
  public static final int VERSION = 1;

  private final long reference;
  private final Zstd zstd = new Zstd();
  private final CatalogueWriter catalogue;
  private final CheckedFileWriter series;
  private final PagedFileWriter chunks;
  private final TimesWriter times;
  private final ExemplarsWriter exemplars;
  private final ValueColumn values = new ValueColumn();
  private final BytesWriter headers = new BytesWriter(16 * 1024);
  private final BytesWriter payloads = new BytesWriter(BlockFiles.PAGE_BYTES + 16 * 1024);
  private final BytesWriter page = new BytesWriter(BlockFiles.PAGE_BYTES + 16 * 1024);
  private final BytesWriter hash = new BytesWriter(16);

  private int firstOfPage;
  private int seriesCount;
  private long chunkCount;
  private long floatSamples;
  private long histogramSamples;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;

  /// @param reference a time near the first sample
  public BlockWriter(Disk disk, Path directory, long reference) throws IOException {
    this.reference = reference;
    this.catalogue = new CatalogueWriter(directory.resolve(BlockFiles.CATALOGUE));
    this.series =
        new CheckedFileWriter(disk, directory.resolve(BlockFiles.SERIES), BlockFiles.SERIES_FORMAT);
    this.chunks =
        new PagedFileWriter(
            disk, directory.resolve(BlockFiles.CHUNKS), BlockFiles.CHUNKS_FORMAT, zstd);
    this.times = new TimesWriter(disk, directory.resolve(BlockFiles.TIMES), zstd);
    this.exemplars =
        new ExemplarsWriter(disk, directory.resolve(BlockFiles.EXEMPLARS), zstd, reference);
    hash.putLong(reference);
    series.write(hash);
  }

  /// Adds the next series.
  ///
  /// @param samples at least one, or there are exemplars; ascending in time
  public void add(Labels labels, long labelHash, SampleBuffer samples, List<Exemplar> examples)
      throws IOException {
    int ordinal = catalogue.add(labels);
    hash.clear();
    hash.putLong(labelHash);
    series.write(hash);
    seriesCount++;
    writeChunks(samples);
    for (Exemplar exemplar : examples) {
      note(exemplar.timestampMs());
    }
    exemplars.add(ordinal, examples);
    if (payloads.length() + headers.length() >= BlockFiles.PAGE_BYTES) {
      flushPage();
    }
  }

  private void note(long time) {
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
  }

  private void writeChunks(SampleBuffer samples) throws IOException {
    int runs = 0;
    for (int from = 0; from < samples.size; from = endOfChunk(samples, from)) {
      runs++;
    }
    headers.putVarint(runs);
    long previous = reference;
    for (int from = 0; from < samples.size; ) {
      int end = endOfChunk(samples, from);
      writeChunk(samples, from, end - from, previous);
      previous = samples.timestamps[end - 1];
      from = end;
    }
    if (samples.size > 0) {
      note(samples.timestamps[0]);
      note(samples.timestamps[samples.size - 1]);
    }
    chunkCount += runs;
  }

  /// Where the chunk ends that begins at a row: samples of one kind, evenly cut.
  private static int endOfChunk(SampleBuffer samples, int from) {
    int end = Math.min(samples.size, from + BlockFiles.MAX_CHUNK_SAMPLES);
    if (samples.histograms != null) {
      boolean isHistogram = samples.histogram(from) != null;
      int row = from + 1;
      while (row < end && (samples.histogram(row) != null) == isHistogram) {
        row++;
      }
      end = row;
    }
    return end;
  }

  private void writeChunk(SampleBuffer samples, int from, int count, long previous)
      throws IOException {
    @Nullable NativeHistogram @Nullable [] histograms = samples.histograms;
    boolean isHistogram = samples.histogram(from) != null;
    long[] starts = samples.starts;
    boolean hasStarts = false;
    for (int row = from; starts != null && row < from + count; row++) {
      hasStarts |= starts[row] != 0;
    }
    long first = samples.timestamps[from];
    int start = payloads.length();
    if (hasStarts && starts != null) {
      StartColumn.write(starts, from, count, first, payloads);
    }
    if (isHistogram && histograms != null) {
      HistogramColumn.write(histograms, from, count, payloads);
      histogramSamples += count;
    } else {
      values.write(samples.values, from, count, payloads);
      floatSamples += count;
    }
    headers.putByte(
        (isHistogram ? BlockFiles.HISTOGRAMS : 0) | (hasStarts ? BlockFiles.STARTS : 0));
    headers.putVarint(count);
    headers.putVarint(times.add(samples.timestamps, from, count, reference));
    headers.putSigned(first - previous);
    headers.putVarint(samples.timestamps[from + count - 1] - first);
    headers.putVarint(payloads.length() - start);
  }

  private void flushPage() throws IOException {
    if (seriesCount > firstOfPage) {
      page.clear();
      page.putVarint(seriesCount - firstOfPage);
      page.putBytes(headers.array(), 0, headers.length());
      page.putBytes(payloads.array(), 0, payloads.length());
      chunks.write(firstOfPage, page);
      headers.clear();
      payloads.clear();
      firstOfPage = seriesCount;
    }
  }

  public int seriesCount() {
    return seriesCount;
  }

  public long minTime() {
    return minTime;
  }

  public long maxTime() {
    return maxTime;
  }

  /// Makes all files complete and durable and returns the counts for the meta.
  public Map<String, Long> finish() throws IOException {
    flushPage();
    catalogue.finish();
    series.finish();
    chunks.finish();
    times.finish();
    exemplars.finish();
    Map<String, Long> counts = new HashMap<>();
    counts.put("series", (long) seriesCount);
    counts.put("chunks", chunkCount);
    counts.put("floatSamples", floatSamples);
    counts.put("histogramSamples", histogramSamples);
    counts.put("exemplars", exemplars.count());
    counts.put("timeColumns", (long) times.count());
    return counts;
  }

  @Override
  public void close() throws IOException {
    try (catalogue;
        series;
        chunks;
        times;
        exemplars) {
      zstd.close();
    }
  }
}
