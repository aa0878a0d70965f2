package io.trivet.traces;

import java.io.IOException;

/// Writes spans. Safe for use from any thread.
public interface SpanAppender {
  /// Stores the spans of one `ExportTraceServiceRequest` (OTLP protobuf, uncompressed); returns
  /// when they are durable as `wal.sync` promises and visible to every query. Spans that are
  /// refused (trace or span id empty or of wrong length, larger than a limit) are counted with the
  /// reason; the others are kept.
  ///
  /// @throws io.trivet.core.error.TrivetException of kind BAD_DATA, with the byte position, if the
  ///   bytes are not such a message; then nothing is kept
  /// @throws IOException if the journal cannot take it; then nothing is visible
  SpanAppendResult append(byte[] buffer, int offset, int length) throws IOException;
}
