package io.trivet.metrics;

/// What a target says about one of its metrics.
///
/// @param type `counter`, `gauge`, `histogram`, `gaugehistogram`, `summary`, `info`, `stateset` or
///   `unknown`
/// @param help free text, "" when absent
/// @param unit "" when absent
public record MetricMetadata(String type, String help, String unit) {}
