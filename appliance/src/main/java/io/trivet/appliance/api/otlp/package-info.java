/// OTLP over gRPC and HTTP.
///
/// ```text
/// gRPC 4317 bytes ─────────────────┐
/// HTTP 4318 protobuf ──────────────┼─> TraceExport -> SpanAppender -> partial success
/// HTTP 4318 JSON -> OtlpJson ──────┘
///
/// gRPC 4317, HTTP 4318 ──────────────────> MetricsExport -> partial success
/// HTTP 9090 /api/v1/otlp/v1/metrics ─────> MetricsExport -> all or nothing
/// ```
///
/// Source: OpenTelemetry Protocol Specification 1.11.
@NullMarked
package io.trivet.appliance.api.otlp;

import org.jspecify.annotations.NullMarked;
