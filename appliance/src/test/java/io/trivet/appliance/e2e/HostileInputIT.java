package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.appliance.testing.ProtoMessage;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Input that is wrong in one way each: the answer is 4xx and says why, and nothing of our inside.
final class HostileInputIT {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final String WRITE = "/api/v1/write";
  private static final String PUSH = "/loki/api/v1/push";
  private static final String TRACES = "/v1/traces";
  private static final int MIB = 1 << 20;
  private static final long NOW = System.currentTimeMillis();

  @TempDir static Path folder;

  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    server =
        ServerProcess.start(
            folder,
            "--set",
            "server.max_body_size=4MiB",
            "--set",
            "server.max_grpc_message_size=4MiB",
            "--set",
            "server.max_decompressed_size=16MiB");
  }

  @AfterAll
  static void nothing_unforeseen_happened() {
    try (ServerProcess ending = server) {
      ending.stop();
      assertThat(ending.log()).doesNotContain("level=error");
    }
  }

  private static void refused(HttpSender.Reply reply, String... reasons) {
    assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
    assertThat(reply.text())
        .as(reply.toString())
        .isNotBlank()
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    for (String reason : reasons) {
      assertThat(reply.text()).as(reply.toString()).contains(reason);
    }
  }

  private static HttpSender.Reply write(byte[] body) throws IOException {
    return HttpSender.post(
        server.url("prometheus", WRITE),
        body,
        "Content-Type",
        PROTOBUF,
        "Content-Encoding",
        "snappy");
  }

  private static HttpSender.Reply push(String type, byte[] body) throws IOException {
    return HttpSender.post(server.url("loki", PUSH), body, "Content-Type", type);
  }

  private static HttpSender.Reply export(String type, byte[] body) throws IOException {
    return HttpSender.post(server.url("otlp_http", TRACES), body, "Content-Type", type);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Not UTF-8: a continuation byte alone, where the marker is.
  private static byte[] broken(byte[] body, char marker) {
    byte[] out = body.clone();
    int replaced = 0;
    for (int i = 0; i < out.length; i++) {
      if (out[i] == marker) {
        out[i] = (byte) 0x80;
        replaced++;
      }
    }
    assertThat(replaced).isPositive();
    return out;
  }

  private static byte[] series(String... labels) throws IOException {
    TreeMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return Bodies.series(map, List.of(new Bodies.Item<>(NOW, 1.0)));
  }

  @Test
  void remote_write_refuses_broken_bodies() throws IOException {
    byte[] good = series("__name__", "m");
    refused(write(good), "snappy");
    refused(write(new byte[0]), "snappy");
    refused(write(Bodies.snappy(utf8("no protobuf at all"))));
    byte[] cut = new byte[good.length - 3];
    System.arraycopy(good, 0, cut, 0, cut.length);
    refused(write(Bodies.snappy(cut)));
    assertThat(new Answers(server).promql("m")).isEmpty();
  }

  /// Prometheus leaves such series out of a request of version 1 and takes the others.
  @Test
  void remote_write_leaves_out_series_whose_labels_are_wrong() throws IOException {
    for (byte[] wrong :
        List.of(broken(series("__name__", "wrong", "a", "~~"), '~'), series("no_name", "wrong"))) {
      java.io.ByteArrayOutputStream both = new java.io.ByteArrayOutputStream();
      both.writeBytes(wrong);
      both.writeBytes(series("__name__", "right"));
      assertThat(write(Bodies.snappy(both.toByteArray())).status()).isEqualTo(204);
    }
    Answers answers = new Answers(server);
    assertThat(answers.promql("right")).hasSize(1);
    assertThat(answers.promql("wrong")).isEmpty();
    assertThat(answers.promql("{no_name=\"wrong\"}")).isEmpty();
  }

  @Test
  void bombs_are_not_unpacked() throws IOException {
    byte[] bomb = new byte[40 * MIB];
    refused(write(Bodies.snappy(bomb)), "too large");
    // Declares two gigabytes and holds nothing.
    refused(write(new byte[] {-1, -1, -1, -1, 7, 0}), "snappy");
    refused(push(PROTOBUF, Bodies.snappy(bomb)), "too large");
    byte[] zipped = Bodies.gzip(bomb);
    for (String type : List.of(JSON, PROTOBUF)) {
      refused(
          HttpSender.post(
              server.url("otlp_http", TRACES),
              zipped,
              "Content-Type",
              type,
              "Content-Encoding",
              "gzip"),
          "too large");
    }
    refused(
        HttpSender.post(
            server.url("loki", PUSH), zipped, "Content-Type", JSON, "Content-Encoding", "gzip"),
        "too large");
  }

  @Test
  void codings_and_content_types_are_checked() throws IOException {
    byte[] good = Bodies.snappy(series("__name__", "m"));
    URI write = server.url("prometheus", WRITE);
    refused(HttpSender.post(write, good, "Content-Type", "text/plain"), "text/plain");
    refused(HttpSender.post(write, good, "Content-Type", PROTOBUF + ";proto=other"), "other");
    refused(HttpSender.post(write, good, "Content-Type", PROTOBUF, "Content-Encoding", "br"), "br");
    refused(push("nonsense", utf8("{}")), "nonsense");
    refused(push("text/plain", utf8("hello")));
    refused(
        HttpSender.post(
            server.url("loki", PUSH),
            utf8("{\"streams\":[]}"),
            "Content-Type",
            JSON,
            "Content-Encoding",
            "lzma"),
        "lzma");
    refused(export("text/html", utf8("<html>")), "unsupported media type");
    refused(
        HttpSender.post(
            server.url("otlp_http", TRACES),
            utf8("not gzip"),
            "Content-Type",
            JSON,
            "Content-Encoding",
            "gzip"),
        "gzip");
  }

  @Test
  void bodies_too_long_are_refused() throws IOException {
    byte[] body = new byte[5 * MIB];
    for (URI url :
        List.of(
            server.url("prometheus", WRITE),
            server.url("loki", PUSH),
            server.url("otlp_http", TRACES))) {
      String answer = raw(url, "Content-Type: " + PROTOBUF + "\r\nContent-Length: " + body.length);
      assertThat(answer).startsWith("HTTP/1.1 413").containsIgnoringCase("too large");
    }
  }

  @Test
  void loki_pushes_are_checked() throws IOException {
    for (String text :
        List.of(
            "",
            "{",
            "[]",
            "{\"streams\":5}",
            "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"x\",\"line\"]]}]}",
            "{\"streams\":" + "[".repeat(100_000))) {
      assertThat(push(JSON, utf8(text)).status()).as(text).isBetween(400, 499);
    }
    List<Bodies.Item<String>> line = List.of(new Bodies.Item<>(NOW * 1_000_000, "line"));
    for (String labels : List.of("", "{", "{a=b}", "{a=\"b\"", "{0a=\"b\"}", "{a=\"b\"} |= x")) {
      refused(push(PROTOBUF, Bodies.snappy(Bodies.push(labels, line))));
    }
    refused(push(PROTOBUF, Bodies.push("{a=\"b\"}", line)), "snappy");
    String value = "v".repeat(5000);
    refused(push(PROTOBUF, Bodies.snappy(Bodies.push("{a=\"" + value + "\"}", line))), "too long");
    StringBuilder many = new StringBuilder("{a=\"b\"");
    for (int i = 0; i < 50; i++) {
      many.append(",l").append(i).append("=\"v\"");
    }
    refused(push(PROTOBUF, Bodies.snappy(Bodies.push(many + "}", line))));
    List<Bodies.Item<String>> huge =
        List.of(new Bodies.Item<>(NOW * 1_000_000, "x".repeat(300_000)));
    refused(push(PROTOBUF, Bodies.snappy(Bodies.push("{a=\"b\"}", huge))));
    refused(push(JSON, Bodies.pushJson("a", "b", huge)));
    byte[] label = Bodies.pushJson("a", "~", line);
    refused(push(JSON, broken(label, '~')));
    assertThat(new Answers(server).logql("{a=\"b\"}", java.time.Instant.EPOCH)).isEmpty();
  }

  @Test
  void otlp_exports_are_checked() throws IOException {
    for (String text :
        List.of(
            "",
            "{",
            "[]",
            "{\"resourceSpans\":7}",
            span("\"traceId\":\"xyz\""),
            span("\"traceId\":\"5b8efff798038103d269b633813fc6zz\""),
            span("\"name\":{}"),
            span("\"startTimeUnixNano\":\"yesterday\""),
            span("\"attributes\":" + "[{\"value\":{\"arrayValue\":{\"values\":".repeat(10_000)))) {
      refused(export(JSON, utf8(text)));
    }
    refused(export(PROTOBUF, utf8("no protobuf at all")));
    byte[] nested = new byte[0];
    for (int i = 0; i < 2000; i++) {
      nested = nest(nested);
    }
    refused(export(PROTOBUF, nested));
    refused(export(JSON, broken(utf8(span("\"name\":\"~\"")), '~')));
    try (GrpcSender grpc = new GrpcSender(server.port("otlp_grpc"))) {
      assertThat(status(grpc, GrpcSender.EXPORT_TRACES, utf8("no protobuf at all")))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status(grpc, GrpcSender.EXPORT_TRACES, nested))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status(grpc, GrpcSender.EXPORT_TRACES, new byte[5 * MIB]))
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(status(grpc, "some.other.Service/Call", new byte[0]))
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  private static String span(String field) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + field + "}]}]}]}";
  }

  /// Wraps bytes as field 1 of a message: the path to a span, then to nothing that exists.
  private static byte[] nest(byte[] inner) {
    return ProtoMessage.message(out -> out.writeByteArray(1, inner));
  }

  private static Status.Code status(GrpcSender grpc, String method, byte[] body) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> grpc.call(method, body));
    assertThat(refusal.getStatus().getDescription()).isNotBlank().doesNotContain("Exception");
    return refusal.getStatus().getCode();
  }

  @Test
  void queries_are_refused_with_position_and_reason() throws IOException {
    for (String[] query :
        new String[][] {
          {"rate(foo[5m", "1:12", "unclosed left parenthesis"},
          {"foo[5m", "1:7", "unclosed left bracket"},
          {"sum(a) by", "1:10", "unexpected end of input"},
          {"foo{a=~\"(\"}", "missing closing )"},
          {"1 +\n+ * 2", "2:3", "unexpected"},
          {"(".repeat(100_000), "parse error"},
          {"x".repeat(1000) + "{", "1:1002", "unexpected end of input"},
        }) {
      HttpSender.Reply reply =
          HttpSender.post(
              server.url("prometheus", "/api/v1/query"),
              utf8("query=" + java.net.URLEncoder.encode(query[0], StandardCharsets.UTF_8)),
              "Content-Type",
              "application/x-www-form-urlencoded");
      refused(reply, reasons(query));
      assertThat(reply.text()).contains("\"errorType\":\"bad_data\"");
    }
    for (String[] query :
        new String[][] {
          {"{app=}", "line 1, col 6", "unexpected }"},
          {"{app=\"a\"} |", "line 1, col"},
          {"{app=\"a\"} |~ \"(\"", "missing closing )"},
          {"rate({app=\"a\"})", "line 1, col"},
          {"{}", "at least one"},
        }) {
      refused(get("loki", "/loki/api/v1/query_range", "query", query[0]), reasons(query));
    }
    for (String[] query :
        new String[][] {
          {"{ foo = }", "line 1, col 3", "foo"},
          {"{ .a = 1 } >>", "line 1, col"},
          {"{ .a =~ \"(\" }", "missing closing )"},
          {"{ duration > 1parsec }", "line 1, col"},
        }) {
      refused(get("tempo", "/api/search", "q", query[0]), reasons(query));
    }
  }

  private static String[] reasons(String[] query) {
    return java.util.Arrays.copyOfRange(query, 1, query.length);
  }

  private static HttpSender.Reply get(String listener, String path, String... parameters)
      throws IOException {
    return HttpSender.get(server.url(listener, path + HttpSender.query(parameters)));
  }

  @Test
  void parameters_and_paths_are_checked() throws IOException {
    refused(get("prometheus", "/api/v1/query"), "query");
    refused(get("prometheus", "/api/v1/query", "query", "up", "time", "soon"), "soon");
    refused(get("prometheus", "/api/v1/query_range", "query", "up", "start", "1"), "end");
    refused(
        get(
            "prometheus",
            "/api/v1/query_range",
            "query",
            "up",
            "start",
            "1",
            "end",
            "2",
            "step",
            "0"),
        "step");
    refused(get("prometheus", "/api/v1/series", "match[]", "{"), "match[]");
    refused(get("loki", "/loki/api/v1/query_range", "query", "{a=\"b\"}", "limit", "many"), "many");
    refused(
        get("loki", "/loki/api/v1/query_range", "query", "{a=\"b\"}", "start", "5", "end", "1"),
        "end");
    refused(get("tempo", "/api/traces/nothex"));
    refused(get("tempo", "/api/search", "q", "{}", "limit", "-1"), "limit");
    refused(get("prometheus", "/nowhere"), "not found");
    refused(HttpSender.post(server.url("tempo", "/api/search"), new byte[0]));
    refused(HttpSender.get(server.url("loki", PUSH)));
  }

  @Test
  void truncated_and_malformed_requests_end() throws IOException {
    for (URI url :
        List.of(
            server.url("prometheus", WRITE),
            server.url("loki", PUSH),
            server.url("otlp_http", TRACES))) {
      String chunked = "Content-Type: " + PROTOBUF + "\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (String rest :
          List.of(
              chunked + "10\r\nabc",
              chunked + "zz\r\nabc\r\n0\r\n\r\n",
              chunked + "ffffffffffffffff\r\nabc",
              "Content-Type: " + PROTOBUF + "\r\nContent-Length: 1000\r\n\r\nabc",
              "Content-Length: -5\r\n\r\nabc",
              "No colon\r\n\r\n")) {
        String answer = raw(url, rest);
        // A client that has gone away needs no answer; who gets one gets 4xx.
        if (!answer.isEmpty()) {
          assertThat(answer).as(rest).startsWith("HTTP/1.1 4").doesNotContain("Exception");
        }
      }
    }
  }

  /// Sends a POST with headers and a body as they are, closes our side, and reads to the end.
  private static String raw(URI url, String headersAndBody) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      String head = "POST " + url.getPath() + " HTTP/1.1\r\nHost: localhost\r\n";
      String end = headersAndBody.contains("\r\n\r\n") ? "" : "\r\n\r\n";
      out.write((head + headersAndBody + end).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
