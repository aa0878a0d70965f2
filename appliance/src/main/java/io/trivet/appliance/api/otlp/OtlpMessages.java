package io.trivet.appliance.api.otlp;

import io.trivet.appliance.api.http.Failure;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.MessageBytes;
import io.trivet.appliance.api.otlp.metrics.MetricsExportResult;
import io.trivet.traces.SpanAppendResult;

/// The answers of OTLP: `Export...ServiceResponse {1 partial_success {1 rejected, 2 message}}` and
/// `google.rpc.Status {1 code, 2 message}`.
final class OtlpMessages {
  private OtlpMessages() {}

  /// Empty bytes when everything was taken.
  static byte[] partialSuccess(SpanAppendResult result) {
    return partialSuccess(result.rejected(), result.rejected() == 0 ? "" : result.reason());
  }

  /// Empty bytes when everything was taken.
  static byte[] partialSuccess(MetricsExportResult result) {
    return partialSuccess(result.rejected(), result.reason());
  }

  private static byte[] partialSuccess(long rejected, String reason) {
    if (rejected == 0 && reason.isEmpty()) {
      return new byte[0];
    }
    byte[] inner =
        MessageBytes.of(out -> {
          out.writeInt64(1, rejected);
          out.writeString(2, reason);
        });
    return MessageBytes.of(out -> out.writeByteArray(1, inner));
  }

  static JsonOutput partialSuccessJson(SpanAppendResult result) {
    return partialSuccessJson(
        "rejectedSpans", result.rejected(), result.rejected() == 0 ? "" : result.reason());
  }

  static JsonOutput partialSuccessJson(MetricsExportResult result) {
    return partialSuccessJson("rejectedDataPoints", result.rejected(), result.reason());
  }

  private static JsonOutput partialSuccessJson(String counted, long rejected, String reason) {
    JsonOutput json = new JsonOutput().beginObject().name("partialSuccess").beginObject();
    if (rejected > 0 || !reason.isEmpty()) {
      json.name(counted).numberInString(rejected);
      json.field("errorMessage", reason);
    }
    return json.endObject().endObject();
  }

  static byte[] status(Failure failure) {
    return MessageBytes.of(out -> {
      out.writeInt32(1, failure.kind().grpcCode());
      out.writeString(2, failure.message());
    });
  }

  static JsonOutput statusJson(Failure failure) {
    return new JsonOutput()
        .beginObject()
        .field("code", failure.kind().grpcCode())
        .field("message", failure.message())
        .endObject();
  }
}
