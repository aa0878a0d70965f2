package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/// The process as users run it: what is acknowledged is found at once, and again after a SIGKILL.
class ApplianceIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW_MS = System.currentTimeMillis();
  private static Path jar = Path.of("");

  @TempDir Path data;

  @BeforeAll
  static void find_the_jar() {
    jar = Path.of(System.getProperty("trivet.jar", "target/trivet.jar"));
    Assumptions.assumeTrue(Files.exists(jar), "no runnable jar at " + jar + "; run mvn package");
  }

  @Test
  void what_was_acknowledged_is_found_at_once_and_after_a_kill() throws Exception {
    try (TrivetProcess trivet = TrivetProcess.start(jar, data)) {
      assertThat(trivet.get("prometheus", "/-/ready").statusCode()).isEqualTo(200);
      assertThat(trivet.get("loki", "/ready").statusCode()).isEqualTo(200);
      assertThat(trivet.get("tempo", "/ready").statusCode()).isEqualTo(200);
      writeAll(trivet);
      readAll(trivet);
      trivet.kill();
    }
    try (TrivetProcess trivet = TrivetProcess.start(jar, data)) {
      readAll(trivet);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> query(trivet, "up{job=\"trivet\"}").size() == 1);
      // 128 + SIGTERM
      assertThat(trivet.stop()).isEqualTo(143);
      assertThat(trivet.output()).contains("curl", "msg=\"stopping\"", "msg=\"stopped\"");
    }
    try (TrivetProcess trivet = TrivetProcess.start(jar, data)) {
      readAll(trivet);
    }
  }

  @Test
  void bad_input_is_refused_and_harms_nothing() throws Exception {
    try (TrivetProcess trivet = TrivetProcess.start(jar, data)) {
      byte[] garbage = HexFormat.of().parseHex("ffffffff00010203deadbeef");
      String[][] doors = {
        {"prometheus", "/api/v1/write", "application/x-protobuf"},
        {"loki", "/loki/api/v1/push", "application/x-protobuf"},
        {"loki", "/loki/api/v1/push", "application/json"},
        {"otlp_http", "/v1/traces", "application/x-protobuf"},
        {"otlp_http", "/v1/traces", "application/json"}
      };
      for (String[] door : doors) {
        assertThat(trivet.post(door[0], door[1], garbage, "Content-Type", door[2]).statusCode())
            .as(door[1] + " " + door[2])
            .isEqualTo(400);
      }
      assertThat(trivet.get("prometheus", "/api/v1/query?query=sum(").statusCode()).isEqualTo(400);
      assertThat(trivet.get("loki", "/loki/api/v1/query_range?query=%7B").statusCode())
          .isEqualTo(400);
      assertThat(trivet.get("tempo", "/api/search?q=%7B").statusCode()).isEqualTo(400);
      writeAll(trivet);
      readAll(trivet);
    }
  }

  private static void writeAll(TrivetProcess trivet) throws Exception {
    byte[] write = Snappy.compress(writeRequest());
    assertThat(
            trivet
                .post(
                    "prometheus",
                    "/api/v1/write",
                    write,
                    "Content-Type",
                    "application/x-protobuf",
                    "Content-Encoding",
                    "snappy")
                .statusCode())
        .isEqualTo(204);
    String push =
        "{\"streams\":[{\"stream\":{\"app\":\"it\"},\"values\":[[\""
            + NOW_MS * 1_000_000
            + "\",\"level=warn first line\",{\"trace_id\":\"ab\"}]]}]}";
    assertThat(
            trivet
                .post(
                    "loki",
                    "/loki/api/v1/push",
                    push.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(204);
    byte[] overHttp = export(1).toByteArray();
    assertThat(
            trivet
                .post("otlp_http", "/v1/traces", overHttp, "Content-Type", "application/x-protobuf")
                .statusCode())
        .isEqualTo(200);
    assertThat(call(trivet.port("otlp_grpc"), export(2).toByteArray())).isEmpty();
  }

  private static void readAll(TrivetProcess trivet) throws Exception {
    JsonNode samples = query(trivet, "it_metric[1h]");
    assertThat(samples.findValues("values")).hasSize(1);
    assertThat(samples.get(0).get("values").get(0).get(1).asText()).isEqualTo("42.5");
    assertThat(samples.get(0).get("values")).hasSize(1);

    JsonNode streams =
        json(trivet.get(
                "loki",
                "/loki/api/v1/query_range?query="
                    + encoded("{app=\"it\"} |= \"first\" | detected_level=\"warn\"")))
            .at("/data/result");
    assertThat(streams).hasSize(1);
    assertThat(streams.get(0).get("values")).hasSize(1);

    for (int i = 1; i <= 2; i++) {
      JsonNode trace =
          json(trivet.get("tempo", "/api/v2/traces/" + HexFormat.of().formatHex(id(i))));
      assertThat(trace.at("/trace/resourceSpans/0/scopeSpans/0/spans")).hasSize(1);
    }
    JsonNode found =
        json(
            trivet.get(
                "tempo", "/api/search?q=" + encoded("{ resource.service.name = \"it-service\" }")));
    assertThat(found.get("traces")).hasSize(2);
  }

  private static JsonNode query(TrivetProcess trivet, String query) throws Exception {
    return json(trivet.get("prometheus", "/api/v1/query?query=" + encoded(query)))
        .at("/data/result");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode json(java.net.http.HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static byte[] id(int number) {
    byte[] id = new byte[16];
    id[0] = 7;
    id[15] = (byte) number;
    return id;
  }

  private static ExportTraceServiceRequest export(int number) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(id(number)))
            .setSpanId(ByteString.copyFrom(id(number), 8, 8))
            .setName("it")
            .setStartTimeUnixNano((NOW_MS - 1000) * 1_000_000)
            .setEndTimeUnixNano(NOW_MS * 1_000_000);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .setResource(
            io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("service.name")
                        .setValue(AnyValue.newBuilder().setStringValue("it-service"))))
        .addScopeSpansBuilder()
        .addSpans(span);
    return request.build();
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] writeRequest() throws IOException {
    byte[] label =
        message(out -> {
          out.writeString(1, "__name__");
          out.writeString(2, "it_metric");
        });
    byte[] sample =
        message(out -> {
          out.writeDouble(1, 42.5);
          out.writeInt64(2, NOW_MS);
        });
    byte[] series =
        message(out -> {
          out.writeByteArray(1, label);
          out.writeByteArray(2, sample);
        });
    return message(out -> out.writeByteArray(1, series));
  }

  private static byte[] call(int port, byte[] request) {
    MethodDescriptor.Marshaller<byte[]> raw =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream in) {
            try {
              return in.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      return ClientCalls.blockingUnaryCall(
          channel,
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
              .setRequestMarshaller(raw)
              .setResponseMarshaller(raw)
              .build(),
          CallOptions.DEFAULT.withCompression("gzip"),
          request);
    } finally {
      channel.shutdownNow();
    }
  }
}
