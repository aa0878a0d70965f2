package io.trivet.traces;

import java.util.Map;

/// A link of a span to another one.
///
/// @param attributes String, Long, Double, Boolean or `List` of these by name
public record SpanLink(
    long traceIdHigh, long traceIdLow, long spanId, Map<String, Object> attributes) {}
