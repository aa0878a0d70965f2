package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process as users run it: what is acknowledged is found at once, after a SIGKILL and after a
/// stop.
final class ApplianceIT {
  private static final long NOW_MS = System.currentTimeMillis();

  @TempDir Path folder;

  @Test
  void what_was_acknowledged_is_found_at_once_after_a_kill_and_after_a_stop() throws IOException {
    try (ServerProcess trivet = ServerProcess.start(folder)) {
      assertThat(HttpSender.get(trivet.url("prometheus", "/-/ready")).status()).isEqualTo(200);
      assertThat(HttpSender.get(trivet.url("loki", "/ready")).status()).isEqualTo(200);
      assertThat(HttpSender.get(trivet.url("tempo", "/ready")).status()).isEqualTo(200);
      writeAll(trivet);
      readAll(trivet);
      trivet.kill();
    }
    try (ServerProcess trivet = ServerProcess.start(folder)) {
      readAll(trivet);
      Program.eventually(
          "it scrapes itself", () -> new Answers(trivet).promql("up{job=\"trivet\"}").size() == 1);
      // 128 + SIGTERM
      assertThat(trivet.stop()).isEqualTo(143);
      assertThat(trivet.log()).contains("curl", "msg=\"stopping\"", "msg=\"stopped\"");
    }
    try (ServerProcess trivet = ServerProcess.start(folder)) {
      readAll(trivet);
    }
  }

  private static void writeAll(ServerProcess trivet) throws IOException {
    TreeMap<String, String> series = new TreeMap<>();
    series.put("__name__", "it_metric");
    HttpSender.Reply written =
        HttpSender.post(
            trivet.url("prometheus", "/api/v1/write"),
            Bodies.snappy(Bodies.series(series, List.of(new Bodies.Item<>(NOW_MS, 42.5)))),
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "snappy");
    assertThat(written.status()).as(written.toString()).isEqualTo(204);

    String push =
        "{\"streams\":[{\"stream\":{\"app\":\"it\"},\"values\":[[\""
            + NOW_MS * 1_000_000
            + "\",\"level=warn first line\",{\"trace_id\":\"ab\"}]]}]}";
    HttpSender.Reply pushed =
        HttpSender.post(
            trivet.url("loki", "/loki/api/v1/push"),
            push.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(204);

    HttpSender.Reply exported =
        HttpSender.post(
            trivet.url("otlp_http", "/v1/traces"),
            export(1),
            "Content-Type",
            "application/x-protobuf");
    assertThat(exported.status()).as(exported.toString()).isEqualTo(200);
    try (GrpcSender grpc = new GrpcSender(trivet.port("otlp_grpc"))) {
      assertThat(grpc.callGzipped(GrpcSender.EXPORT_TRACES, export(2))).isEmpty();
    }
  }

  private static byte[] export(int trace) {
    return Bodies.export(
            "it-service", List.of(Bodies.span(7, trace, trace, "it", (NOW_MS - 1000) * 1_000_000)))
        .toByteArray();
  }

  private static void readAll(ServerProcess trivet) throws IOException {
    Answers answers = new Answers(trivet);
    JsonNode samples = answers.promql("it_metric[1h]");
    assertThat(samples).hasSize(1);
    assertThat(samples.get(0).get("values")).hasSize(1);
    assertThat(samples.get(0).at("/values/0/1").asText()).isEqualTo("42.5");

    assertThat(
            answers.logql(
                "{app=\"it\"} |= \"first\" | detected_level=\"warn\" | trace_id=\"ab\"",
                Instant.ofEpochMilli(NOW_MS - 1000)))
        .containsExactly("level=warn first line");

    for (int trace = 1; trace <= 2; trace++) {
      assertThat(answers.spans(String.format("%016x%016x", 7, trace))).hasSize(1);
    }
    assertThat(answers.traceql("{ resource.service.name = \"it-service\" }")).hasSize(2);
  }
}
