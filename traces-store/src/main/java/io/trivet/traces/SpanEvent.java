package io.trivet.traces;

import java.util.Map;

/// An event of a span.
///
/// @param timeNanos nanoseconds since the epoch
/// @param attributes String, Long, Double, Boolean or `List` of these by name
public record SpanEvent(long timeNanos, String name, Map<String, Object> attributes) {}
