package io.trivet.traces.traceql;

import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import java.util.List;
import java.util.Map;

/// A span as a plain record.
///
/// @param attributes String, Long, Double, Boolean, `List` of these, or any other object for what
///   cannot be searched
record TestSpan(
    long traceHigh,
    long traceLow,
    long id,
    long parentId,
    long start,
    long end,
    int kind,
    int status,
    String statusMessage,
    String name,
    String scopeName,
    String scopeVersion,
    Map<String, Object> attributes,
    Map<String, Object> resource,
    Map<String, Object> scope,
    List<SpanEvent> events,
    List<SpanLink> links) {}
