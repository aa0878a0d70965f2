/// OTLP traces as bytes: [SpanReader] walks an `ExportTraceServiceRequest` without building
/// messages, [AnyValues] decodes attribute values where somebody reads them. Source:
/// opentelemetry-proto 1.x, `trace.proto`, `common.proto`.
@NullMarked
package io.trivet.traces.otlp;

import org.jspecify.annotations.NullMarked;
