package io.trivet.appliance.api.otlp;

import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.appliance.api.otlp.metrics.MetricsExport;
import io.trivet.appliance.api.otlp.metrics.MetricsExportResult;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanAppender;
import java.io.IOException;
import java.util.function.Supplier;

/// OTLP over HTTP: `POST /v1/traces` and `/v1/metrics` in protobuf or JSON.
public final class OtlpHttp {
  private static final String RETRY_AFTER = "5";

  /// Failures as `google.rpc.Status` in the format of the request.
  public static final ErrorBody ERRORS =
      (request, failure) -> {
        int status = failure.kind().httpStatus();
        Answer answer =
            isJson(request)
                ? Answer.json(status, Answer.JSON, OtlpMessages.statusJson(failure))
                : Answer.of(status, Answer.PROTOBUF, OtlpMessages.status(failure));
        return status == 429 || status == 503 ? answer.with("Retry-After", RETRY_AFTER) : answer;
      };

  private final TraceExport traces;
  private final MetricsExport metrics;
  private final long maxBody;
  private final long maxDecoded;

  /// @param maxBody most bytes of a body as it comes
  /// @param maxDecoded most bytes of a decoded body
  public OtlpHttp(
      SpanAppender spans,
      OtlpObserver observer,
      MetricsExport metrics,
      long maxBody,
      long maxDecoded) {
    this.traces = new TraceExport(spans, observer);
    this.metrics = metrics;
    this.maxBody = maxBody;
    this.maxDecoded = maxDecoded;
  }

  /// The routes of the OTLP listener.
  public void routes(Router.Builder router) {
    router.errors(ERRORS);
    for (String prefix : new String[] {"", "/otlp"}) {
      router.post(prefix + "/v1/traces", this::exportTraces);
      router.post(prefix + "/v1/metrics", this::exportMetrics);
      router.post(prefix + "/v1/logs", request -> unimplemented("logs"));
    }
  }

  private static Answer unimplemented(String signal) {
    throw new TrivetException(
        ErrorKind.UNIMPLEMENTED,
        "OTLP " + signal + " are not received yet; send logs to the Loki push API on port 3100");
  }

  /// Takes spans.
  public Answer exportTraces(Request request) throws IOException {
    if (!isSupported(request)) {
      return unsupported();
    }
    byte[] body = protobuf(request, ExportTraceServiceRequest::newBuilder);
    SpanAppendResult result = traces.export(body, "http");
    return isJson(request)
        ? Answer.json(OtlpMessages.partialSuccessJson(result))
        : Answer.of(200, Answer.PROTOBUF, OtlpMessages.partialSuccess(result));
  }

  /// Takes data points.
  Answer exportMetrics(Request request) throws IOException {
    if (!isSupported(request)) {
      return unsupported();
    }
    byte[] body = protobuf(request, ExportMetricsServiceRequest::newBuilder);
    MetricsExportResult result = metrics.exportPossible(body);
    return isJson(request)
        ? Answer.json(OtlpMessages.partialSuccessJson(result))
        : Answer.of(200, Answer.PROTOBUF, OtlpMessages.partialSuccess(result));
  }

  private static boolean isSupported(Request request) {
    return isJson(request) || request.mediaType().equals(Answer.PROTOBUF);
  }

  private static Answer unsupported() {
    return Answer.text(
        415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
  }

  /// The decoded body; JSON is brought to protobuf.
  private byte[] protobuf(Request request, Supplier<Message.Builder> message) {
    byte[] body = request.decodedBody(maxBody, maxDecoded);
    if (!isJson(request)) {
      return body;
    }
    Message.Builder builder = message.get();
    OtlpJson.read(body, builder);
    return builder.build().toByteArray();
  }

  private static boolean isJson(Request request) {
    return request.mediaType().equals(Answer.JSON);
  }
}
