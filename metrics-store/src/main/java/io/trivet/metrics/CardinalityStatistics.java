package io.trivet.metrics;

import java.util.List;

/// What the series in memory are made of; every list descending by value.
///
/// @param series series in memory
/// @param labelPairs different pairs of label name and value
/// @param seriesByMetricName series of each metric
/// @param valuesByLabelName different values of each label
/// @param bytesByLabelName bytes of the different values of each label
/// @param seriesByLabelPair series with each `name=value`
public record CardinalityStatistics(
    long series,
    long labelPairs,
    List<Entry> seriesByMetricName,
    List<Entry> valuesByLabelName,
    List<Entry> bytesByLabelName,
    List<Entry> seriesByLabelPair) {
  /// A number with its name.
  public record Entry(String name, long value) {}
}
