package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Asks a server what it keeps, over its query APIs; an answer other than 200 fails the test.
record Answers(ServerProcess server) {
  private static final ObjectMapper JSON = new ObjectMapper();

  JsonNode json(String listener, String path, String... parameters) throws IOException {
    HttpSender.Reply reply =
        HttpSender.get(server.url(listener, path + HttpSender.query(parameters)));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  /// The result of an instant query at a time, now without one.
  JsonNode promql(String query, String... parameters) throws IOException {
    String[] all = new String[parameters.length + 2];
    all[0] = "query";
    all[1] = query;
    System.arraycopy(parameters, 0, all, 2, parameters.length);
    return json("prometheus", "/api/v1/query", all).path("data").path("result");
  }

  /// The sum over the result of an instant query; NaN when there is none.
  double promqlSum(String query) throws IOException {
    JsonNode result = promql(query);
    double sum = result.isEmpty() ? Double.NaN : 0;
    for (JsonNode one : result) {
      sum += Double.parseDouble(one.path("value").path(1).asText());
    }
    return sum;
  }

  /// The lines that a LogQL query finds from a time on, oldest first by stream.
  List<String> logql(String query, Instant from) throws IOException {
    JsonNode answer =
        json(
            "loki",
            "/loki/api/v1/query_range",
            "query",
            query,
            "limit",
            "50000",
            "direction",
            "forward",
            "start",
            nanos(from),
            "end",
            nanos(Instant.now().plusSeconds(3600)));
    List<String> lines = new ArrayList<>();
    for (JsonNode stream : answer.path("data").path("result")) {
      for (JsonNode value : stream.path("values")) {
        lines.add(value.path(1).asText());
      }
    }
    return lines;
  }

  /// The ids of the traces that a TraceQL query finds; a search leaves their leading zeros out, as
  /// that of Tempo does.
  List<String> traceql(String query) throws IOException {
    JsonNode found =
        json(
            "tempo",
            "/api/search",
            "q",
            query,
            "limit",
            "100",
            "start",
            Long.toString(Instant.now().minusSeconds(3600).getEpochSecond()),
            "end",
            Long.toString(Instant.now().plusSeconds(3600).getEpochSecond()));
    List<String> ids = new ArrayList<>();
    for (JsonNode trace : found.path("traces")) {
      String id = trace.path("traceID").asText();
      ids.add("0".repeat(32 - id.length()) + id);
    }
    return ids;
  }

  /// The spans of a trace, read as protobuf; none when there is no such trace.
  List<Span> spans(String traceId) throws IOException {
    HttpSender.Reply reply =
        HttpSender.get(
            server.url("tempo", "/api/traces/" + traceId), "Accept", "application/protobuf");
    List<Span> spans = new ArrayList<>();
    if (reply.status() == 404) {
      return spans;
    }
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    for (ResourceSpans resource : TracesData.parseFrom(reply.body()).getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        spans.addAll(scope.getSpansList());
      }
    }
    return spans;
  }

  /// Texts of an array, as of label names.
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  static String nanos(Instant time) {
    return time.getEpochSecond() + String.format("%09d", time.getNano());
  }

  /// Writes all heads to blocks.
  void flush() throws IOException {
    HttpSender.Reply reply = HttpSender.post(server.url("prometheus", "/-/flush"), new byte[0]);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
  }
}
