package io.trivet.metrics.promql;

import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a query answers. Times are milliseconds since the epoch. Nobody changes the arrays.
public sealed interface QueryResult {

  record Scalar(long timestampMs, double value) implements QueryResult {}

  record Text(long timestampMs, String value) implements QueryResult {}

  /// Answer of an instant query: one sample per series, all at the time of the query. The order is
  /// the one of `sort`, `topk` and the like where the query asks for one, else by labels.
  record Vector(long timestampMs, List<Sample> samples) implements QueryResult {}

  /// One element of a vector: a float, or a histogram (then `value` means nothing).
  record Sample(Labels labels, double value, @Nullable NativeHistogram histogram) {}

  /// Answer of a range query, or of an instant query whose expression is a range vector; sorted by
  /// labels.
  record Matrix(List<Series> series) implements QueryResult {}

  /// Points of one series: floats and histograms apart, each ascending in time; the arrays of a
  /// kind have the same length.
  final class Series {
    private final Labels labels;
    private final long[] timestampsMs;
    private final double[] values;
    private final long[] histogramTimestampsMs;
    private final NativeHistogram[] histograms;

    Series(
        Labels labels,
        long[] timestampsMs,
        double[] values,
        long[] histogramTimestampsMs,
        NativeHistogram[] histograms) {
      this.labels = labels;
      this.timestampsMs = timestampsMs;
      this.values = values;
      this.histogramTimestampsMs = histogramTimestampsMs;
      this.histograms = histograms;
    }

    public Labels labels() {
      return labels;
    }

    public long[] timestampsMs() {
      return timestampsMs;
    }

    public double[] values() {
      return values;
    }

    public long[] histogramTimestampsMs() {
      return histogramTimestampsMs;
    }

    public NativeHistogram[] histograms() {
      return histograms;
    }
  }
}
