/// OTLP over gRPC and HTTP.
///
/// ```text
/// gRPC 4317 bytes ─────────────────┐
/// HTTP 4318 protobuf ──────────────┼─> TraceExport -> SpanAppender -> partial success
/// HTTP 4318 JSON -> OtlpJson ──────┘
/// ```
///
/// Source: OpenTelemetry Protocol Specification 1.11.
@NullMarked
package io.trivet.appliance.api.otlp;

import org.jspecify.annotations.NullMarked;
