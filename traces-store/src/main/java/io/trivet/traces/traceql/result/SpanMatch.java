package io.trivet.traces.traceql.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One span of a spanset.
///
/// @param spanId the 8 bytes of the span id, big endian
/// @param name the span's name if the query mentions it, else null
/// @param attributes every attribute the query mentions that this span has
public record SpanMatch(
    long spanId,
    @Nullable String name,
    long startNanos,
    long durationNanos,
    List<NamedValue> attributes) {
  public SpanMatch {
    attributes = List.copyOf(attributes);
  }
}
