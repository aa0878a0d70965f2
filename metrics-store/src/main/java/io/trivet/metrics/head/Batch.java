package io.trivet.metrics.head;

import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What an appender has gathered for one commit. Rows of floats are columns; the rest is rare and
/// lies in lists. Owned by one thread.
final class Batch {
  record HistogramRow(int series, long time, NativeHistogram histogram, long start) {
    HistogramRow withSeries(int number) {
      return new HistogramRow(number, time, histogram, start);
    }
  }

  record ExemplarRow(int series, Exemplar exemplar) {}

  record MetadataRow(String metricName, MetricMetadata metadata) {}

  /// Arrays longer than this are given back after a commit.
  private static final int KEPT_ROWS = 1 << 16;

  int size;
  int[] series = new int[1024];
  long[] times = new long[1024];
  long[] bits = new long[1024];
  long[] starts = new long[1024];
  final List<HistogramRow> histograms = new ArrayList<>();
  final List<ExemplarRow> exemplars = new ArrayList<>();
  final List<MetadataRow> metadata = new ArrayList<>();

  void add(int number, long time, long valueBits, long start) {
    if (size == times.length) {
      series = Arrays.copyOf(series, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
      bits = Arrays.copyOf(bits, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
    }
    series[size] = number;
    times[size] = time;
    bits[size] = valueBits;
    starts[size] = start;
    size++;
  }

  boolean isEmpty() {
    return size == 0 && histograms.isEmpty() && exemplars.isEmpty() && metadata.isEmpty();
  }

  void clear() {
    if (times.length > KEPT_ROWS) {
      series = new int[1024];
      times = new long[1024];
      bits = new long[1024];
      starts = new long[1024];
    }
    size = 0;
    histograms.clear();
    exemplars.clear();
    metadata.clear();
  }

  /// Gives the rows the numbers of a newer registry.
  void translate(SeriesRegistry from, SeriesRegistry to) {
    for (int i = 0; i < size; i++) {
      series[i] = to.add(from.index.labels(series[i]));
    }
    histograms.replaceAll(row -> row.withSeries(to.add(from.index.labels(row.series()))));
    exemplars.replaceAll(
        row -> new ExemplarRow(to.add(from.index.labels(row.series())), row.exemplar()));
  }
}
