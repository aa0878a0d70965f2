package io.trivet.metrics.prometheus;

import io.trivet.core.disk.Disk;
import io.trivet.core.disk.WritableFile;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.prometheus.chunk.ChunkEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes one block of Prometheus. Its series must be in the order of all their labels. Those whose
/// first label is the metric name are so when taken metric by metric; the others, which are few,
/// are found first and put in between.
final class ExportBlock {
  private static final int REPORT_EVERY = 10_000;

  private final MetricsQuerier querier;
  private final Disk disk;
  private final Path directory;
  private final TransferProgress progress;
  private final QueryContext context = QueryContext.unbounded();
  private final ChunkEncoder encoder = new ChunkEncoder();
  private final SampleBuffer rows = new SampleBuffer();
  private int[] ends = new int[16];
  private long[] references = new long[16];
  private long samples;
  private long chunks;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;
  private String ulid = "";

  /// @param directory is made
  ExportBlock(MetricsQuerier querier, Disk disk, Path directory, TransferProgress progress) {
    this.querier = querier;
    this.disk = disk;
    this.directory = directory;
    this.progress = progress;
  }

  /// A series of a selection that is open.
  private record Selected(SeriesSelection from, int index) {}

  /// Series by their labels, in their order. Closed when they are written.
  private static final class Found implements AutoCloseable {
    private final List<SeriesSelection> selections = new ArrayList<>();
    private final TreeMap<Labels, Selected> series = new TreeMap<>();

    @Override
    public void close() {
      selections.forEach(SeriesSelection::close);
    }
  }

  /// Writes the block and returns its meta; null if there are no samples.
  @Nullable TsdbMeta write(String name, List<List<LabelMatcher>> selectors, TimeRange range)
      throws IOException {
    ulid = name;
    List<String> labelNames = querier.labelNames(context, selectors, range);
    SortedSet<String> symbols = new TreeSet<>(Labels::compareText);
    symbols.add("");
    symbols.addAll(labelNames);
    for (String label : labelNames) {
      symbols.addAll(querier.labelValues(context, label, selectors, range));
    }
    Path chunkFiles = directory.resolve("chunks");
    disk.createDirectories(chunkFiles);
    try (IndexFileWriter index = new IndexFileWriter(disk, directory.resolve("index"), symbols);
        ChunkFilesWriter data = new ChunkFilesWriter(disk, chunkFiles)) {
      writeSeries(index, data, labelNames, selectors, range);
      if (index.seriesCount() == 0) {
        return null;
      }
      index.finish();
      data.finish();
      disk.forceDirectory(chunkFiles);
      TsdbMeta meta =
          new TsdbMeta(
              ulid,
              minTime,
              maxTime + 1,
              new TsdbMeta.Stats(samples, index.seriesCount(), chunks),
              new TsdbMeta.Compaction(1, List.of(ulid), null, null),
              TsdbMeta.VERSION);
      writeFile(TombstoneFile.NAME, TombstoneFile.empty());
      writeFile(TsdbMeta.FILE, meta.json());
      disk.forceDirectory(directory);
      return meta;
    }
  }

  private void writeFile(String name, byte[] content) throws IOException {
    try (WritableFile file = disk.create(directory.resolve(name))) {
      file.write(0, ByteBuffer.wrap(content));
      file.force();
    }
  }

  private void writeSeries(
      IndexFileWriter index,
      ChunkFilesWriter data,
      List<String> labelNames,
      List<List<LabelMatcher>> selectors,
      TimeRange range)
      throws IOException {
    try (Found others = new Found()) {
      for (String label : labelNames) {
        if (Labels.compareText(label, Labels.METRIC_NAME) < 0) {
          find(selectors, LabelMatcher.of(label, LabelMatcher.Op.NOT_EQUAL, ""), range, others);
        }
      }
      find(selectors, LabelMatcher.equal(Labels.METRIC_NAME, ""), range, others);
      TreeMap<Labels, Selected> waiting = new TreeMap<>(others.series);
      for (String metric : querier.labelValues(context, Labels.METRIC_NAME, selectors, range)) {
        try (Found ofMetric = new Found()) {
          find(selectors, LabelMatcher.equal(Labels.METRIC_NAME, metric), range, ofMetric);
          for (Map.Entry<Labels, Selected> one : ofMetric.series.entrySet()) {
            if (!others.series.containsKey(one.getKey())) {
              while (!waiting.isEmpty() && waiting.firstKey().compareTo(one.getKey()) < 0) {
                write(index, data, waiting.pollFirstEntry());
              }
              write(index, data, one);
            }
          }
        }
      }
      while (!waiting.isEmpty()) {
        write(index, data, waiting.pollFirstEntry());
      }
    }
  }

  private void find(
      List<List<LabelMatcher>> selectors, LabelMatcher also, TimeRange range, Found into) {
    for (List<LabelMatcher> selector : selectors) {
      List<LabelMatcher> matchers = new ArrayList<>(selector);
      matchers.add(also);
      SeriesSelection selection = querier.select(context, matchers, range);
      into.selections.add(selection);
      for (int i = 0; i < selection.size(); i++) {
        into.series.putIfAbsent(selection.labels(i), new Selected(selection, i));
      }
    }
  }

  private void write(
      IndexFileWriter index, ChunkFilesWriter data, Map.Entry<Labels, Selected> entry)
      throws IOException {
    rows.clear();
    entry.getValue().from().read(entry.getValue().index(), rows);
    if (rows.size == 0) {
      return;
    }
    int count = 0;
    for (int from = 0; from < rows.size; ) {
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
        references = Arrays.copyOf(references, 2 * count);
      }
      from = encoder.encode(rows, from);
      ends[count] = from;
      references[count++] = data.write(encoder.encoding(), encoder.data());
    }
    index.beginSeries(entry.getKey(), count);
    for (int i = 0; i < count; i++) {
      int from = i == 0 ? 0 : ends[i - 1];
      index.chunk(
          i == 0,
          rows.timestamps[from],
          rows.timestamps[ends[i] - 1],
          i == 0 ? 0 : rows.timestamps[from - 1],
          references[i],
          i == 0 ? 0 : references[i - 1]);
    }
    index.endSeries();
    samples += rows.size;
    chunks += count;
    minTime = Math.min(minTime, rows.timestamps[0]);
    maxTime = Math.max(maxTime, rows.timestamps[rows.size - 1]);
    if (index.seriesCount() % REPORT_EVERY == 0) {
      progress.series(ulid, index.seriesCount(), 0);
    }
  }
}
