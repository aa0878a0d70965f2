package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.concurrent.TimeUnit;

/// A service that the OpenTelemetry SDK traces: one request, which fails in its database.
record OtelShop(String service, String traceId) {
  static OtelShop overGrpc(String service, int port) {
    return request(
        service, OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + port).build());
  }

  static OtelShop overHttp(String service, int port) {
    return request(
        service,
        OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port + "/v1/traces")
            .setCompression("gzip")
            .build());
  }

  private static OtelShop request(String service, SpanExporter exporter) {
    Attributes resource = Attributes.of(AttributeKey.stringKey("service.name"), service);
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(resource)))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build()) {
      Tracer tracer = provider.get("shop", "1.0");
      Span parent = tracer.spanBuilder("GET /cart").setSpanKind(SpanKind.SERVER).startSpan();
      parent.setAttribute("http.route", "/cart").setAttribute("http.response.status_code", 500);
      Span child =
          tracer
              .spanBuilder("SELECT carts")
              .setSpanKind(SpanKind.CLIENT)
              .setParent(Context.root().with(parent))
              .startSpan();
      child.recordException(new IllegalStateException("no such table"));
      child.setStatus(StatusCode.ERROR, "no such table").end();
      parent.end();
      CompletableResultCode sent = provider.forceFlush().join(60, TimeUnit.SECONDS);
      assertThat(sent.isSuccess())
          .as("sent by %s: %s", service, sent.getFailureThrowable())
          .isTrue();
      return new OtelShop(service, parent.getSpanContext().getTraceId());
    }
  }
}
