package io.trivet.appliance.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.trivet.appliance.testing.LocalServer;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class HttpServerTest {
  private static final long BODY_LIMIT = 4096;
  private static final CpuPool cpu = new CpuPool("test", 1, 2);
  private static final QueryPool pool = new QueryPool(cpu, MemoryBudget.UNLIMITED);
  private static final AtomicReference<QueryContext> lastQuery = new AtomicReference<>();
  private static final AtomicInteger running = new AtomicInteger();
  private static HttpServer server;
  private static int port;
  private static final HttpClient http1 =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() {
    Router router =
        Router.builder()
            .cors()
            .getAndPost(
                "/echo",
                request ->
                    Answer.text(
                        200, request.parameters().get("q") + "|" + request.parameters().all("m[]")))
            .get("/label/{name}/values", request -> Answer.text(200, request.pathValue(0)))
            .get("/tag/{name...}/values", request -> Answer.text(200, request.pathValue(0)))
            .get("/large", request -> Answer.text(200, "x".repeat(200_000)))
            .get(
                "/fault",
                request -> {
                  throw new IllegalStateException("secret");
                })
            .get(
                "/teapot",
                request -> {
                  throw new TrivetException(ErrorKind.NOT_FOUND, "no pot");
                })
            .post(
                "/body",
                request -> Answer.text(200, "" + request.decodedBody(BODY_LIMIT, 8192).length))
            .get("/slow", HttpServerTest::slow)
            .build();
    server = LocalServer.start(Map.of("test", router));
    port = server.port("test");
  }

  @AfterAll
  static void stop() {
    server.close();
    cpu.close();
  }

  private static Answer slow(Request request) {
    QueryContext context =
        QueryContext.withTimeout(
            Long.parseLong(request.parameters().get("timeout")), QueryLimits.NONE);
    return pool.run(
        context,
        () -> {
          running.incrementAndGet();
          lastQuery.set(context);
          try {
            while (true) {
              context.check();
              TimeUnit.MILLISECONDS.sleep(5);
            }
          } finally {
            running.decrementAndGet();
          }
        });
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http1.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<String> post(String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http1.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Sends bytes as they are and reads until the server closes or the time is over.
  private static String raw(String text) throws IOException {
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void merges_form_and_url_with_the_form_first() throws Exception {
    HttpResponse<String> answer =
        post(
            "/echo?q=url&m%5B%5D=c",
            "q=form+1&m[]=a&m[]=b%26".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8");
    assertThat(answer.body()).isEqualTo("form 1|[a, b&, c]");
  }

  @Test
  void takes_raw_brackets_braces_quotes_and_utf_8_in_the_url() throws Exception {
    String answer =
        raw("GET /echo?q={a=\"b|ü\"}&m[]=x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("{a=\"b|");
  }

  @Test
  void takes_urls_of_twenty_thousand_characters() throws Exception {
    String query = "a".repeat(20_000);
    assertThat(text(get("/echo?q=" + query))).isEqualTo(query + "|[]");
  }

  @Test
  void refuses_semicolons_and_broken_escapes_with_400() throws Exception {
    assertThat(get("/echo?q=1;m=2").statusCode()).isEqualTo(400);
    assertThat(raw("GET /echo?q=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void unknown_paths_are_404_and_other_methods_405_with_allow() throws Exception {
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(text(get("/echo/"))).isEqualTo("404 page not found\n");
    HttpResponse<String> other = post("/large", new byte[0]);
    assertThat(other.statusCode()).isEqualTo(405);
    assertThat(other.body()).isEqualTo("Method Not Allowed\n");
    assertThat(other.headers().firstValue("Allow")).contains("GET, OPTIONS");
  }

  @Test
  void answers_preflight_requests() throws Exception {
    String answer =
        raw("OPTIONS /echo HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 204")
        .containsIgnoringCase("Access-Control-Allow-Origin: http://a");
  }

  @Test
  void placeholders_take_one_segment_or_several_and_are_decoded_after_matching() throws Exception {
    assertThat(text(get("/label/a%20b/values"))).isEqualTo("a b");
    assertThat(get("/label/a/b/values").statusCode()).isEqualTo(404);
    assertThat(get("/label/a%2Fb/values").statusCode()).isEqualTo(404);
    assertThat(text(get("/tag/a/b/values"))).isEqualTo("a/b");
  }

  @Test
  void compresses_large_answers_only_and_only_when_asked() throws Exception {
    HttpResponse<byte[]> packed = get("/large", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).hasSize(200_000);
    }
    assertThat(get("/large").body()).hasSize(200_000);
    assertThat(get("/large", "Accept-Encoding", "gzip;q=0").body()).hasSize(200_000);
    assertThat(get("/echo?q=small", "Accept-Encoding", "gzip").headers().map())
        .doesNotContainKey("content-encoding");
  }

  @Test
  void faults_of_ours_tell_nothing_and_known_errors_tell_their_text() throws Exception {
    HttpResponse<byte[]> fault = get("/fault");
    assertThat(fault.statusCode()).isEqualTo(500);
    assertThat(text(fault)).doesNotContain("secret").contains("internal error");
    assertThat(get("/teapot").statusCode()).isEqualTo(404);
    assertThat(text(get("/teapot"))).isEqualTo("no pot\n");
  }

  @Test
  void undoes_every_coding_of_a_body() throws Exception {
    byte[] body = "lorem ipsum ".repeat(200).getBytes(StandardCharsets.UTF_8);
    String length = "" + body.length;
    assertThat(post("/body", body).body()).isEqualTo(length);
    assertThat(post("/body", gzip(body), "Content-Encoding", "gzip").body()).isEqualTo(length);
    assertThat(post("/body", Snappy.compress(body), "Content-Encoding", "Snappy").body())
        .isEqualTo(length);
    assertThat(post("/body", Zstd.compress(body), "Content-Encoding", "zstd").body())
        .isEqualTo(length);
    assertThat(post("/body", new byte[0]).body()).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "snappy", "zstd", "deflate"})
  void broken_bodies_are_400(String coding) throws Exception {
    byte[] broken = {(byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    HttpResponse<String> answer = post("/body", broken, "Content-Encoding", coding);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith(coding);
  }

  @Test
  void bodies_beyond_a_limit_are_413_before_and_after_decoding() throws Exception {
    assertThat(post("/body", new byte[5000]).statusCode()).isEqualTo(413);
    assertThat(post("/body", gzip(new byte[100_000]), "Content-Encoding", "gzip").statusCode())
        .isEqualTo(413);
    assertThat(
            post("/body", Zstd.compress(new byte[100_000]), "Content-Encoding", "zstd")
                .statusCode())
        .isEqualTo(413);
    assertThat(
            post("/body", Snappy.compress(new byte[60_000]), "Content-Encoding", "snappy")
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_snappy_bomb_is_refused_by_the_length_it_declares() throws Exception {
    byte[] bomb = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 0};
    assertThat(post("/body", bomb, "Content-Encoding", "snappy").statusCode()).isEqualTo(400);
  }

  @Test
  void an_unknown_coding_is_415() throws Exception {
    assertThat(post("/body", new byte[3], "Content-Encoding", "br").statusCode()).isEqualTo(415);
  }

  @Test
  void what_is_no_http_gets_a_short_answer_and_no_stack_trace() throws Exception {
    assertThat(raw("\u0001\u0002garbage garbage garbage garbage\r\n\r\n")).doesNotContain("at io.");
    assertThat(raw("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void a_body_which_ends_too_early_is_harmless() throws Exception {
    assertThat(raw("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"))
        .doesNotContain("HTTP/1.1 200");
    assertThat(get("/echo").statusCode()).isEqualTo(200);
  }

  @Test
  void http_2_is_understood() throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer =
          http2.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/echo?q={}".replace("{}", "%7B%7D")))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("{}|[]");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  @Test
  void a_query_ends_at_its_deadline() throws Exception {
    assertThat(get("/slow?timeout=100").statusCode()).isEqualTo(504);
  }

  @Test
  void a_vanished_client_cancels_its_query() throws Exception {
    QueryContext before = lastQuery.get();
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /slow?timeout=300000 HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      await(() -> lastQuery.get() != before);
    }
    await(() -> lastQuery.get().isCanceled());
    await(() -> running.get() == 0);
  }

  @Test
  void a_connection_is_usable_after_a_slow_query() throws Exception {
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              """
              GET /slow?timeout=1500 HTTP/1.1
              Host: x

              GET /echo?q=next HTTP/1.1
              Host: x
              Connection: close

              """
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).contains("504").endsWith("next|[]");
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(body);
    }
    return out.toByteArray();
  }
}
