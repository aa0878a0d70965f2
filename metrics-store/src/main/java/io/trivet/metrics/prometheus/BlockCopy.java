package io.trivet.metrics.prometheus;

import io.trivet.core.disk.Disk;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.head.HistogramCheck;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.store.BlockImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies one block of Prometheus into one of ours, series by series. Owned by one thread.
final class BlockCopy {
  private static final int MAX_SAMPLES = 200_000_000;
  private static final int REPORT_EVERY = 10_000;

  private final Disk disk;
  private final Path directory;
  private final Path index;
  private final TsdbMeta meta;
  private final TransferProgress progress;
  private final IndexFile.Series series = new IndexFile.Series();
  private final SampleBuffer read = new SampleBuffer();
  private final SampleBuffer kept = new SampleBuffer();
  private long seen;
  private long samples;
  private long oldest = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;

  /// @param directory that of the block
  BlockCopy(Disk disk, Path directory, TsdbMeta meta, TransferProgress progress) {
    this.disk = disk;
    this.directory = directory;
    this.index = directory.resolve("index");
    this.meta = meta;
    this.progress = progress;
  }

  /// Writes and publishes the block, under the name that it has.
  ///
  /// @param sources what is to be noted as its sources
  ImportSummary copy(BlockImport target, List<String> sources) throws IOException {
    Map<Long, DeletedTimes> deleted = TombstoneFile.read(disk, directory);
    try (IndexFile in = new IndexFile(disk, index);
        ChunkFiles chunks = new ChunkFiles(disk, directory.resolve("chunks"));
        BlockImport.Block out = target.begin(meta.ulid(), meta.minTime())) {
      long total = in.seriesCount();
      in.forEachSeries(reference -> {
        in.read(reference, series);
        SampleBuffer rows = samples(in, chunks, deleted.get(reference));
        if (rows.size > 0) {
          if (!out.add(series.labels, rows, List.of())) {
            throw in.corrupt(reference, "series " + series.labels + " is there twice");
          }
          count(rows);
        }
        if (++seen % REPORT_EVERY == 0) {
          progress.series(meta.ulid(), seen, total);
        }
      });
      if (out.seriesCount() == 0) {
        return ImportSummary.NOTHING;
      }
      out.finish();
      out.publish(Math.max(1, meta.compaction().level()), sources);
      return new ImportSummary(1, 0, out.seriesCount(), samples, oldest, newest);
    }
  }

  private void count(SampleBuffer rows) {
    samples += rows.size;
    oldest = Math.min(oldest, rows.timestamps[0]);
    newest = Math.max(newest, rows.timestamps[rows.size - 1]);
  }

  /// The samples of the series at hand which are not deleted.
  private SampleBuffer samples(IndexFile in, ChunkFiles chunks, @Nullable DeletedTimes deleted)
      throws IOException {
    read.clear();
    for (int i = 0; i < series.chunks; i++) {
      chunks.read(series.chunkReferences[i], index, read);
      if (read.size > MAX_SAMPLES) {
        throw in.corrupt(series.reference, "a series of more than " + MAX_SAMPLES + " samples");
      }
    }
    check(in);
    if (!isAscending()) {
      sort();
    }
    if (deleted == null) {
      return read;
    }
    kept.clear();
    deleted.keep(read, kept);
    return kept;
  }

  private void check(IndexFile in) throws IOException {
    if (read.histograms != null) {
      for (int row = 0; row < read.size; row++) {
        NativeHistogram histogram = read.histogram(row);
        String problem = histogram == null ? null : HistogramCheck.problem(histogram);
        if (problem != null) {
          throw in.corrupt(series.reference, "a histogram of " + series.labels + ": " + problem);
        }
      }
    }
  }

  private boolean isAscending() {
    for (int row = 1; row < read.size; row++) {
      if (read.timestamps[row] <= read.timestamps[row - 1]) {
        return false;
      }
    }
    return true;
  }

  /// Chunks of samples which came late may overlap.
  private void sort() {
    WalRun run = new WalRun();
    for (int row = 0; row < read.size; row++) {
      run.add(read.timestamps[row], read.values[row], read.histogram(row));
    }
    run.sort();
    read.clear();
    run.copy(Long.MIN_VALUE, Long.MAX_VALUE, null, read);
  }
}
