package io.trivet.appliance.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.appliance.testing.LocalServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients which send all of a body before they look for an answer, on a real socket.
class LargeBodyTest {
  private static final int MIB = 1 << 20;
  private static final String REASON =
      "request body too large: more than the limit of 10485760 bytes";

  private HttpServer server;

  @BeforeEach
  void start() {
    Router router =
        Router.builder()
            .post("/form", request -> Answer.text(200, request.parameters().get("q").length() + ""))
            .post("/body", request -> Answer.text(200, request.body(1000).length + ""))
            .build();
    server = LocalServer.start(Map.of("test", router), Long.MAX_VALUE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// What comes back to a head and a body that is written to its end.
  private String answer(String head, Body body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port("test"))) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      body.writeTo(out);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private static String head(String path, String... headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + String.join("\r\n", headers)
        + "\r\n";
  }

  private static byte[] form(int bytes) {
    byte[] form = new byte[bytes];
    Arrays.fill(form, (byte) 'x');
    form[0] = 'q';
    form[1] = '=';
    return form;
  }

  @Test
  void a_form_of_the_limit_is_taken() throws IOException {
    String head = head("/form", "Connection: close", "Content-Length: " + 10 * MIB);
    assertThat(answer(head, out -> out.write(form(10 * MIB))))
        .startsWith("HTTP/1.1 200")
        .endsWith("" + (10 * MIB - 2));
  }

  @Test
  void a_form_over_the_limit_is_413_with_the_reason() throws IOException {
    for (int bytes : new int[] {10 * MIB + 1, 40 * MIB}) {
      assertThat(answer(head("/form", "Content-Length: " + bytes), out -> out.write(form(bytes))))
          .startsWith("HTTP/1.1 413")
          .contains(REASON);
    }
  }

  @Test
  void so_is_one_whose_length_is_not_told() throws IOException {
    byte[] chunk = form(MIB);
    String answer =
        answer(
            head("/form", "Transfer-Encoding: chunked"),
            out -> {
              for (int i = 0; i < 30; i++) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
              }
              out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            });
    assertThat(answer).startsWith("HTTP/1.1 413").contains(REASON);
  }

  @Test
  void other_bodies_over_their_limit_are_413_too() throws IOException {
    assertThat(
            answer(head("/body", "Content-Length: " + 20 * MIB), out -> out.write(form(20 * MIB))))
        .startsWith("HTTP/1.1 413")
        .contains("more than the limit of 1000 bytes");
  }

  @Test
  void who_asks_before_sending_is_told_at_once() throws IOException {
    String head = head("/form", "Content-Length: " + 11 * MIB, "Expect: 100-continue");
    assertThat(answer(head, out -> {})).startsWith("HTTP/1.1 413").contains(REASON);
  }

  @Test
  void a_body_without_end_is_not_read_for_ever() {
    byte[] chunk = form(MIB);
    assertThatThrownBy(() ->
            answer(
                head("/form", "Transfer-Encoding: chunked"),
                out -> {
                  for (int i = 0; i < 1000; i++) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                  }
                }))
        .isInstanceOf(IOException.class);
  }
}
