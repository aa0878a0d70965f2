package io.trivet.metrics.promql.column;

import io.trivet.core.label.Labels;

/// One series of an evaluated vector.
///
/// @param labels its labels, the metric name included
/// @param dropsName whether the metric name goes when the query ends
/// @param column no longer changed
public record Series(Labels labels, boolean dropsName, Column column) {}
