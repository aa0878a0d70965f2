package io.trivet.metrics.prometheus;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.store.BlockImport;
import io.trivet.metrics.store.TimeSeriesStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store in a folder: what is brought into it, taken out of it, and what it holds.
record StoreFolder(Path path) {
  /// 2023-11-14 19:40 UTC.
  static final long NOW = 1_699_990_800_000L;

  static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));
  static final Disk DISK = new NioDisk();
  private static final List<LabelMatcher> ALL = List.of();

  /// Something to do with the open store.
  interface Task<T> {
    T run(MetricsStore store) throws IOException;
  }

  <T> T with(Task<T> task) throws IOException {
    try (CpuPool pool = new CpuPool("test", 1, 16);
        MetricsStore store =
            TimeSeriesStore.openForTask(MetricsStoreOptions.DEFAULT, DISK, path, CLOCK, pool)) {
      return task.run(store);
    }
  }

  ImportSummary bring(Path prometheus) throws IOException {
    return bring(prometheus, 64 << 20, new ArrayList<>());
  }

  ImportSummary bring(Path prometheus, long memoryBytes, List<String> notes) throws IOException {
    return new PrometheusImport(DISK, BlockImport.open(DISK, path, CLOCK), notes(notes))
        .run(prometheus, new PrometheusImport.Settings(true, 7_200_000, memoryBytes));
  }

  PrometheusExport.Summary take(Path prometheus, TimeRange range, LabelMatcher... matchers)
      throws IOException {
    List<List<LabelMatcher>> selectors =
        matchers.length == 0 ? List.of() : List.of(List.of(matchers));
    return with(store ->
        new PrometheusExport(store, DISK, CLOCK, notes(new ArrayList<>()))
            .run(prometheus, selectors, range));
  }

  private static TransferProgress notes(List<String> notes) {
    return new TransferProgress() {
      @Override
      public void series(String what, long done, long total) {
        notes.add(what);
      }

      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  /// Samples as text by series, times relative to [#NOW].
  Map<Labels, List<String>> samples() throws IOException {
    return with(store -> {
      Map<Labels, List<String>> all = new TreeMap<>();
      SampleBuffer rows = new SampleBuffer();
      try (SeriesSelection selection =
          store.querier().select(QueryContext.unbounded(), ALL, TimeRange.ALL)) {
        for (int i = 0; i < selection.size(); i++) {
          rows.clear();
          selection.read(i, rows);
          List<String> texts = new ArrayList<>();
          for (int row = 0; row < rows.size; row++) {
            texts.add(rows.timestamps[row] - NOW + " " + value(rows, row));
          }
          if (!texts.isEmpty()) {
            all.put(selection.labels(i), texts);
          }
        }
      }
      return all;
    });
  }

  private static String value(SampleBuffer rows, int row) {
    NativeHistogram h = rows.histogram(row);
    return h == null
        ? Double.isNaN(rows.values[row])
            ? Long.toHexString(Double.doubleToRawLongBits(rows.values[row]))
            : Double.toString(rows.values[row])
        : histogram(h);
  }

  static String histogram(NativeHistogram h) {
    return String.join(
        " ",
        h.isInteger ? "integers" : "floats",
        "count",
        Double.toString(h.count),
        "sum",
        Double.toString(h.sum),
        "schema",
        Integer.toString(h.schema),
        "zero",
        Double.toString(h.zeroCount),
        Arrays.toString(h.positiveSpans),
        Arrays.toString(h.positiveBuckets),
        Arrays.toString(h.negativeSpans),
        Arrays.toString(h.negativeBuckets));
  }
}
