package io.trivet.traces.traceql.result;

import java.util.List;

/// Answer of a metrics query.
///
/// @param series ordered by number of labels, then by the text of keys and values
/// @param truncated whether there were more series than the limit allows
public record MetricsResult(
    List<MetricsSeries> series, boolean truncated, long inspectedTraces, long inspectedSpans) {
  public MetricsResult {
    series = List.copyOf(series);
  }
}
