package io.trivet.metrics.otlp;

import java.util.Map;

/// The instrumentation scope of a metric.
///
/// @param attributes values as text
public record MetricScope(
    String name, String version, String schemaUrl, Map<String, String> attributes) {}
