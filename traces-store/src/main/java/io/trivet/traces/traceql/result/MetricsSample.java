package io.trivet.traces.traceql.result;

/// One value of a series.
///
/// @param timestampMs end of the interval, milliseconds since the epoch
public record MetricsSample(long timestampMs, double value) {}
