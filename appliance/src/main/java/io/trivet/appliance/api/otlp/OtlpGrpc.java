package io.trivet.appliance.api.otlp;

import io.trivet.appliance.api.grpc.UnaryMethod;
import io.trivet.appliance.api.otlp.metrics.MetricsExport;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.SpanAppender;
import java.util.List;

/// OTLP over gRPC. The generated service classes are not used: they would decode each message into
/// objects before we see it.
public final class OtlpGrpc {
  private static final String PACKAGE = "opentelemetry.proto.collector.";

  private OtlpGrpc() {}

  /// The services of the listener.
  public static List<UnaryMethod> services(
      SpanAppender spans, OtlpObserver observer, MetricsExport metrics) {
    TraceExport traces = new TraceExport(spans, observer);
    return List.of(
        new UnaryMethod(
            PACKAGE + "trace.v1.TraceService",
            "Export",
            request -> OtlpMessages.partialSuccess(traces.export(request, "grpc"))),
        new UnaryMethod(
            PACKAGE + "metrics.v1.MetricsService",
            "Export",
            request -> OtlpMessages.partialSuccess(metrics.exportPossible(request))),
        new UnaryMethod(
            PACKAGE + "logs.v1.LogsService",
            "Export",
            request -> {
              throw unimplemented(
                  "OTLP logs are not received yet; send them to the Loki push API on port 3100");
            }));
  }

  private static TrivetException unimplemented(String message) {
    return new TrivetException(ErrorKind.UNIMPLEMENTED, message);
  }
}
