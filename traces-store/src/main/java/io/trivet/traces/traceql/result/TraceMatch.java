package io.trivet.traces.traceql.result;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A trace that a search found.
///
/// @param rootServiceName service of the root span; [#NO_ROOT] if there is no root or it has none
/// @param rootName name of the root span, "" without a root
/// @param startNanos smallest start of its spans
/// @param durationMs whole milliseconds from the smallest start to the largest end
/// @param spansets the spansets that passed, several after `by`; empty for legacy tag searches
/// @param services statistics over the whole trace by service name, "" for spans without one; empty
///   for legacy tag searches
public record TraceMatch(
    long traceIdHigh,
    long traceIdLow,
    String rootServiceName,
    String rootName,
    long startNanos,
    long durationMs,
    List<SpansetMatch> spansets,
    Map<String, ServiceStatistics> services) {
  /// What stands for the service of a trace without a root span.
  public static final String NO_ROOT = "<root span not yet received>";

  public TraceMatch {
    spansets = List.copyOf(spansets);
    services = java.util.Collections.unmodifiableMap(new TreeMap<>(services));
  }
}
