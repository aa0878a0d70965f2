package io.trivet.metrics;

import io.trivet.core.label.Labels;

/// One exemplar of a series.
///
/// @param labels usually `trace_id` and `span_id`
/// @param timestampMs milliseconds since the epoch
public record Exemplar(Labels labels, double value, long timestampMs) {}
