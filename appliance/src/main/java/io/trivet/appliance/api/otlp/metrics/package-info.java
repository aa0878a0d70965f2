/// Decodes OTLP metrics and writes them as series.
///
/// ```text
/// ExportMetricsServiceRequest bytes -> MetricsExport -> RequestReader (resource, scope, metric)
///     -> PointReader -> Point -> PointWriter -> SeriesResolver -> MetricsAppender
/// ```
///
/// Bytes are read by a cursor; a series that is known is recognised by a hash over the bytes which
/// name it, so that labels are put together only for new ones.
///
/// Source: OpenTelemetry protocol, `opentelemetry/proto/metrics/v1/metrics.proto`.
@NullMarked
package io.trivet.appliance.api.otlp.metrics;

import org.jspecify.annotations.NullMarked;
