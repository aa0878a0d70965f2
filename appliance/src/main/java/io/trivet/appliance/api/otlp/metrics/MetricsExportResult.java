package io.trivet.appliance.api.otlp.metrics;

/// What became of one request.
///
/// @param floats float samples stored
/// @param histograms native histogram samples stored
/// @param exemplars exemplars stored
/// @param rejected data points of which anything was refused
/// @param reason why the first of them was, "" if none was
public record MetricsExportResult(
    long floats, long histograms, long exemplars, long rejected, String reason) {}
