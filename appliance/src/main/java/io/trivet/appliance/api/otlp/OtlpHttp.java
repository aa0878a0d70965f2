package io.trivet.appliance.api.otlp;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanAppender;
import java.io.IOException;

/// OTLP over HTTP: `POST /v1/traces` in protobuf or JSON.
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
  private final long maxBody;
  private final long maxDecoded;

  /// @param maxBody most bytes of a body as it comes
  /// @param maxDecoded most bytes of a decoded body
  public OtlpHttp(SpanAppender spans, OtlpObserver observer, long maxBody, long maxDecoded) {
    this.traces = new TraceExport(spans, observer);
    this.maxBody = maxBody;
    this.maxDecoded = maxDecoded;
  }

  /// The routes of the OTLP listener.
  public void routes(Router.Builder router) {
    router.errors(ERRORS);
    for (String prefix : new String[] {"", "/otlp"}) {
      router.post(prefix + "/v1/traces", this::exportTraces);
      router.post(prefix + "/v1/metrics", request -> unimplemented("metrics"));
      router.post(prefix + "/v1/logs", request -> unimplemented("logs"));
    }
  }

  private static Answer unimplemented(String signal) {
    throw new TrivetException(
        ErrorKind.UNIMPLEMENTED,
        "OTLP "
            + signal
            + " are not received yet; send "
            + (signal.equals("logs")
                ? "logs to the Loki push API on port 3100"
                : "metrics by remote write to port 9090"));
  }

  /// Takes spans.
  public Answer exportTraces(Request request) throws IOException {
    String type = request.mediaType();
    boolean json = type.equals(Answer.JSON);
    if (!json && !type.equals(Answer.PROTOBUF)) {
      return Answer.text(
          415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    }
    byte[] body = request.decodedBody(maxBody, maxDecoded);
    if (json) {
      ExportTraceServiceRequest.Builder builder = ExportTraceServiceRequest.newBuilder();
      OtlpJson.read(body, builder);
      body = builder.build().toByteArray();
    }
    SpanAppendResult result = traces.export(body, "http");
    return json
        ? Answer.json(OtlpMessages.partialSuccessJson(result))
        : Answer.of(200, Answer.PROTOBUF, OtlpMessages.partialSuccess(result));
  }

  private static boolean isJson(Request request) {
    return request.mediaType().equals(Answer.JSON);
  }
}
