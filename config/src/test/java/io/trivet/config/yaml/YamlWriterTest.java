package io.trivet.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.problem.Problems;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class YamlWriterTest {
  private static YamlNode read(String text) {
    return Objects.requireNonNull(YamlReader.read("t", text, new Problems()));
  }

  private static String write(String text) {
    return YamlWriter.write(read(text));
  }

  @Test
  void what_is_written_means_what_was_read() {
    String text =
        """
        a: 1
        b:
          - x: "1"
            y: [p, q]
          - - deep
          - {}
        "odd: key": "line\\nend"
        c: []
        d: null
        """;
    String once = write(text);
    assertThat(once)
        .isEqualTo(
            """
            a: 1
            b:
            - x: "1"
              y:
              - p
              - q
            - - deep
            - {}
            "odd: key": "line\\nend"
            c: []
            d: null
            """);
    assertThat(write(once)).isEqualTo(once);
  }

  @Test
  void secrets_are_not_shown() {
    assertThat(
            write(
                "{basic_auth: {username: u, password: p, password_file: f}, bearer_token: t,"
                    + " authorization: {credentials: c}, oauth2: {client_secret: s, token_url: u},"
                    + " http_headers: {X: {secrets: [a, b]}}}"))
        .isEqualTo(
            """
            basic_auth:
              username: u
              password: <secret>
              password_file: f
            bearer_token: <secret>
            authorization:
              credentials: <secret>
            oauth2:
              client_secret: <secret>
              token_url: u
            http_headers:
              X:
                secrets:
                - <secret>
                - <secret>
            """);
  }
}
