package io.trivet.appliance.api.otlp;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanAppender;
import java.io.IOException;

/// Stores the spans of one `ExportTraceServiceRequest`, whatever brought it.
final class TraceExport {
  private final SpanAppender appender;
  private final OtlpObserver observer;

  TraceExport(SpanAppender appender, OtlpObserver observer) {
    this.appender = appender;
    this.observer = observer;
  }

  /// @param transport `grpc` or `http`
  /// @throws TrivetException of kind BAD_DATA if the bytes are no request, or if no span of it
  ///   could be taken
  SpanAppendResult export(byte[] request, String transport) throws IOException {
    SpanAppendResult result = appender.append(request, 0, request.length);
    observer.spans(transport, result.accepted(), result.rejected(), request.length);
    if (result.rejected() > 0 && result.accepted() == 0) {
      throw new TrivetException(ErrorKind.BAD_DATA, result.reason());
    }
    return result;
  }
}
