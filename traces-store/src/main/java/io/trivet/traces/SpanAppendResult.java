package io.trivet.traces;

/// What became of the spans of one request.
///
/// @param reason why spans were rejected, "" if none was
public record SpanAppendResult(long accepted, long rejected, String reason) {}
