package io.trivet.traces.otlp;

/// Takes what [SpanReader] finds, in the order of the message. Offsets are positions in the buffer
/// given to the reader and are valid only during the call.
public interface SpanSink {
  /// The spans that follow, up to the next call, belong to this resource.
  ///
  /// @param offset the `Resource` message; length 0 if there is none
  /// @param schemaOffset the schema URL
  void resource(byte[] buffer, int offset, int length, int schemaOffset, int schemaLength);

  /// The spans that follow, up to the next call, belong to this instrumentation scope.
  void scope(byte[] buffer, int offset, int length, int schemaOffset, int schemaLength);

  /// One span.
  ///
  /// @param offset the `Span` message
  void span(byte[] buffer, int offset, int length);
}
