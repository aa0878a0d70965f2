package io.trivet.metrics.prometheus;

import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.block.v1.SeriesOrder;
import io.trivet.metrics.head.HistogramCheck;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.store.BlockImport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers the samples of a write-ahead log and writes them to blocks, one for each range of time,
/// whenever enough are in memory. Nothing is visible before [#publish]. Owned by one thread.
final class WalBlocks implements AutoCloseable {
  private static final int SAMPLE_BYTES = 24;
  private static final int RUN_BYTES = 250;
  private static final int HISTOGRAM_BYTES = 200;
  private static final int EXEMPLAR_BYTES = 300;

  /// Samples may be spread over years; then the ranges are longer.
  private static final int MAX_BLOCKS = 32;

  private final BlockImport target;
  private final List<Labels> labels;
  private final Map<Integer, DeletedTimes> deleted;
  private final PrometheusImport.Settings settings;
  private final List<BlockImport.Block> written = new ArrayList<>();
  private final SampleBuffer rows = new SampleBuffer();
  private final BitSet withSamples = new BitSet();
  private final @Nullable WalRun[] runs;
  private long bytes;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;
  private long samples;
  private long oldest = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;

  /// @param labels those of all series
  /// @param deleted what was deleted from them
  WalBlocks(
      BlockImport target,
      List<Labels> labels,
      Map<Integer, DeletedTimes> deleted,
      PrometheusImport.Settings settings) {
    this.target = target;
    this.labels = labels;
    this.deleted = deleted;
    this.settings = settings;
    this.runs = new WalRun[labels.size()];
  }

  private WalRun run(int series, long time) {
    WalRun run = runs[series];
    if (run == null) {
      run = new WalRun();
      runs[series] = run;
      bytes += RUN_BYTES;
    }
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
    return run;
  }

  void add(int series, long time, double value, @Nullable NativeHistogram histogram)
      throws IOException {
    if (histogram != null) {
      String problem = HistogramCheck.problem(histogram);
      if (problem != null) {
        throw new IOException(
            "write-ahead log: a histogram of " + labels.get(series) + ": " + problem);
      }
      bytes +=
          HISTOGRAM_BYTES
              + 8L * (histogram.positiveBuckets.length + histogram.negativeBuckets.length);
    }
    run(series, time).add(time, value, histogram);
    bytes += SAMPLE_BYTES;
    if (bytes > settings.memoryBytes()) {
      write();
    }
  }

  void add(int series, Exemplar exemplar) {
    run(series, exemplar.timestampMs()).add(exemplar);
    bytes += EXEMPLAR_BYTES;
  }

  /// Writes what is in memory.
  private void write() throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int series = 0; series < runs.length; series++) {
      WalRun run = runs[series];
      if (run != null) {
        run.sort();
        order.add(series);
      }
    }
    order.sort((a, b) -> SeriesOrder.COMPARATOR.compare(labels.get(a), labels.get(b)));
    long range = settings.blockRangeMs();
    while (Math.floorDiv(maxTime, range) - Math.floorDiv(minTime, range) >= MAX_BLOCKS) {
      range *= 3;
    }
    for (long k = Math.floorDiv(minTime, range);
        !order.isEmpty() && k <= Math.floorDiv(maxTime, range);
        k++) {
      writeBlock(order, k * range, (k + 1) * range - 1);
    }
    Arrays.fill(runs, null);
    bytes = 0;
    minTime = Long.MAX_VALUE;
    maxTime = Long.MIN_VALUE;
  }

  private void writeBlock(List<Integer> order, long min, long max) throws IOException {
    BlockImport.Block block = target.begin(target.newUlid(), min);
    try {
      for (int series : order) {
        WalRun run = runs[series];
        if (run != null) {
          rows.clear();
          run.copy(min, max, deleted.get(series), rows);
          List<Exemplar> exemplars = run.exemplars(min, max);
          if (rows.size > 0 || !exemplars.isEmpty()) {
            block.add(labels.get(series), rows, exemplars);
            count(series);
          }
        }
      }
      if (block.seriesCount() == 0) {
        block.close();
      } else {
        block.finish();
        written.add(block);
      }
    } catch (IOException | RuntimeException e) {
      block.close();
      throw e;
    }
  }

  private void count(int series) {
    if (rows.size > 0) {
      withSamples.set(series);
      samples += rows.size;
      oldest = Math.min(oldest, rows.timestamps[0]);
      newest = Math.max(newest, rows.timestamps[rows.size - 1]);
    }
  }

  /// Writes the rest and makes everything visible.
  ///
  /// @param name of the log; the block that is published last has it as a source, so that the whole
  ///   log is known to be there
  ImportSummary publish(String name) throws IOException {
    write();
    for (int i = 0; i < written.size(); i++) {
      written.get(i).publish(1, i == written.size() - 1 ? List.of(name) : List.of());
    }
    return new ImportSummary(written.size(), 0, withSamples.cardinality(), samples, oldest, newest);
  }

  @Override
  public void close() throws IOException {
    for (BlockImport.Block block : written) {
      block.close();
    }
  }
}
