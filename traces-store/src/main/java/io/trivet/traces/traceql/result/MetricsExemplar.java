package io.trivet.traces.traceql.result;

import java.util.List;

/// A span behind a value of a series.
///
/// @param labels the attributes the query mentions, `trace:id` always
/// @param timestampMs start of the span, milliseconds since the epoch
public record MetricsExemplar(List<NamedValue> labels, double value, long timestampMs) {
  public MetricsExemplar {
    labels = List.copyOf(labels);
  }
}
