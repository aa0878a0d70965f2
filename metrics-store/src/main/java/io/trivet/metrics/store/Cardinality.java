package io.trivet.metrics.store;

import io.trivet.core.index.LabelIndex;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.metrics.CardinalityStatistics;
import io.trivet.metrics.CardinalityStatistics.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Counts what the series of the head are made of.
final class Cardinality {
  /// Labels with more values are counted by value as a whole only.
  private static final int MAX_VALUES_COUNTED = 20_000;

  private Cardinality() {}

  static CardinalityStatistics of(LabelIndex index, int limit) {
    List<Entry> byMetric = new ArrayList<>();
    List<Entry> values = new ArrayList<>();
    List<Entry> bytes = new ArrayList<>();
    List<Entry> pairs = new ArrayList<>();
    long labelPairs = 0;
    for (String name : index.labelNames(null)) {
      List<String> all = index.labelValues(name, null);
      labelPairs += all.size();
      values.add(new Entry(name, all.size()));
      long length = 0;
      for (String value : all) {
        length += value.getBytes(StandardCharsets.UTF_8).length;
      }
      bytes.add(new Entry(name, length));
      if (all.size() <= MAX_VALUES_COUNTED) {
        for (String value : all) {
          int count = index.select(List.of(LabelMatcher.equal(name, value))).getCardinality();
          pairs.add(new Entry(name + "=" + value, count));
          if (name.equals(Labels.METRIC_NAME)) {
            byMetric.add(new Entry(value, count));
          }
        }
      }
    }
    return new CardinalityStatistics(
        index.size(),
        labelPairs,
        top(byMetric, limit),
        top(values, limit),
        top(bytes, limit),
        top(pairs, limit));
  }

  private static List<Entry> top(List<Entry> entries, int limit) {
    entries.sort(Comparator.comparingLong(Entry::value).reversed().thenComparing(Entry::name));
    return List.copyOf(entries.subList(0, Math.min(limit, entries.size())));
  }
}
