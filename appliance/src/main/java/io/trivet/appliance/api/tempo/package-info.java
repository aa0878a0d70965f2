/// The HTTP API of Tempo over the trace store.
///
/// ```text
/// trace by id: TraceQuerier.trace (OTLP bytes) -> TraceJson | protobuf
/// search, tags, metrics: parameters -> TraceqlEngine -> SearchJson | MetricsJson | protobuf
/// ```
@NullMarked
package io.trivet.appliance.api.tempo;

import org.jspecify.annotations.NullMarked;
