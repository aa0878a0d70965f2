package io.trivet.traces.traceql.result;

import java.util.List;

/// Answer of a search.
///
/// @param traces newest first; equal start times by trace id
/// @param inspectedTraces traces the search looked at
/// @param inspectedSpans spans the search looked at
public record SearchResult(List<TraceMatch> traces, long inspectedTraces, long inspectedSpans) {
  public SearchResult {
    traces = List.copyOf(traces);
  }
}
