package io.trivet.traces.traceql.result;

import java.util.List;

/// Spans of one trace that passed the pipeline together.
///
/// @param spans the first ones by start time, at most as many as asked for
/// @param matched spans in the spanset, those not shown included
/// @param attributes what the stages added: the value of `by`, the results of aggregates
public record SpansetMatch(List<SpanMatch> spans, int matched, List<NamedValue> attributes) {
  public SpansetMatch {
    spans = List.copyOf(spans);
    attributes = List.copyOf(attributes);
  }
}
