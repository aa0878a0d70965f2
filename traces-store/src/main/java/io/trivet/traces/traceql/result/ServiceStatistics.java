package io.trivet.traces.traceql.result;

/// Spans of one service in a trace.
///
/// @param spans all of them
/// @param errors those with status error
public record ServiceStatistics(int spans, int errors) {}
