package io.trivet.metrics.store;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The naive store: a map of everything that was acknowledged, each sample as text.
final class StoreModel {
  final Map<Labels, NavigableMap<Long, String>> series = new TreeMap<>();

  static String text(double value, long start) {
    return Long.toHexString(Double.doubleToRawLongBits(value)) + " since " + start;
  }

  static String text(NativeHistogram histogram, long start) {
    return "histogram "
        + histogram.schema
        + ' '
        + histogram.sum
        + ' '
        + java.util.Arrays.toString(histogram.positiveBuckets)
        + " since "
        + start;
  }

  void put(Labels labels, long time, String sample) {
    series.computeIfAbsent(labels, k -> new TreeMap<>()).putIfAbsent(time, sample);
  }

  void delete(List<LabelMatcher> matchers, TimeRange range) {
    series.forEach((labels, samples) -> {
      if (matchers.stream().allMatch(m -> m.matches(labels))) {
        samples.subMap(range.min(), true, range.max(), true).clear();
      }
    });
  }

  Map<Labels, Map<Long, String>> select(List<LabelMatcher> matchers, TimeRange range) {
    Map<Labels, Map<Long, String>> found = new TreeMap<>();
    series.forEach((labels, samples) -> {
      Map<Long, String> within = samples.subMap(range.min(), true, range.max(), true);
      if (!within.isEmpty() && matchers.stream().allMatch(m -> m.matches(labels))) {
        found.put(labels, new TreeMap<>(within));
      }
    });
    return found;
  }

  /// What a store answers to the same question.
  static Map<Labels, Map<Long, String>> ask(
      MetricsStore store, List<LabelMatcher> matchers, TimeRange range) {
    Map<Labels, Map<Long, String>> found = new HashMap<>();
    try (SeriesSelection selection =
        store.querier().select(QueryContext.unbounded(), matchers, range)) {
      SampleBuffer buffer = new SampleBuffer();
      for (int i = 0; i < selection.size(); i++) {
        selection.read(i, buffer);
        Map<Long, String> samples = new TreeMap<>();
        long previous = Long.MIN_VALUE;
        for (int row = 0; row < buffer.size; row++) {
          NativeHistogram histogram = buffer.histogram(row);
          if (buffer.timestamps[row] <= previous) {
            throw new AssertionError("times do not ascend: " + previous);
          }
          previous = buffer.timestamps[row];
          samples.put(
              previous,
              histogram == null
                  ? text(buffer.values[row], buffer.start(row))
                  : text(histogram, buffer.start(row)));
        }
        if (!samples.isEmpty() && found.put(selection.labels(i), samples) != null) {
          throw new AssertionError("twice: " + selection.labels(i));
        }
      }
    }
    return new TreeMap<>(found);
  }
}
