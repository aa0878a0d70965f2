package io.trivet.traces.traceql.result;

import java.util.List;

/// One series of a TraceQL metrics query.
///
/// @param labels in the order of the query, function labels (`p`, `__bucket`) last
/// @param samples ascending, gaps left out, never NaN; exactly one for an instant query
public record MetricsSeries(
    List<NamedValue> labels, List<MetricsSample> samples, List<MetricsExemplar> exemplars) {
  public MetricsSeries {
    labels = List.copyOf(labels);
    samples = List.copyOf(samples);
    exemplars = List.copyOf(exemplars);
  }
}
