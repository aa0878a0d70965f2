package io.trivet.appliance.api.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.BodyDecoder;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.otlp.metrics.MetricsExport;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.otlp.UntranslatableException;
import java.io.IOException;

/// OTLP metrics as Prometheus takes them: `POST /api/v1/otlp/v1/metrics`, all or nothing, answered
/// without a body.
public final class PrometheusOtlp implements Endpoint {
  private final MetricsExport metrics;
  private final long maxBody;
  private final long maxDecoded;

  /// @param maxBody most bytes of a body as it comes
  /// @param maxDecoded most bytes of a decoded body
  public PrometheusOtlp(MetricsExport metrics, long maxBody, long maxDecoded) {
    this.metrics = metrics;
    this.maxBody = maxBody;
    this.maxDecoded = maxDecoded;
  }

  @Override
  public Answer handle(Request request) throws IOException {
    String type = request.contentType();
    boolean json = type.equals(Answer.JSON);
    if (!json && !type.equals(Answer.PROTOBUF)) {
      throw bad(
          "unsupported content type: "
              + type
              + ", supported: [application/json, application/x-protobuf]");
    }
    String coding = request.contentEncoding();
    boolean gzip = coding.equals("gzip");
    if (!gzip && !coding.isEmpty()) {
      throw bad("unsupported compression: " + coding + ", only gzip or none is");
    }
    byte[] body =
        BodyDecoder.decode(
            gzip ? BodyDecoder.Coding.GZIP : BodyDecoder.Coding.IDENTITY,
            request.body(maxBody),
            maxDecoded);
    if (json) {
      ExportMetricsServiceRequest.Builder builder = ExportMetricsServiceRequest.newBuilder();
      OtlpJson.read(body, builder);
      body = builder.build().toByteArray();
    }
    try {
      metrics.exportWhole(body);
    } catch (UntranslatableException e) {
      // Prometheus answers so what it cannot translate, and 400 what its storage refuses.
      return Answer.text(500, e.reason() + "\n");
    }
    return Answer.empty(200);
  }

  private static TrivetException bad(String problem) {
    return new TrivetException(ErrorKind.BAD_DATA, problem);
  }
}
