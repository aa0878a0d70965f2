package io.trivet.appliance.api.loki;

import static io.trivet.appliance.testing.ProtoMessage.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {
  private final RecordingAppender appender = new RecordingAppender();
  private final PushSession session =
      new PushSession(
          appender,
          new PushObserver() {
            @Override
            public void accepted(long entries, long bytes) {}

            @Override
            public void refused(String reason, long entries) {}
          });

  private void json(String body) throws IOException {
    session.begin(PushLimits.DEFAULT);
    JsonPush.read(body.getBytes(StandardCharsets.UTF_8), session);
    session.commit();
  }

  private void protobuf(byte[] body) throws IOException {
    session.begin(PushLimits.DEFAULT);
    new ProtobufPush().read(body, session);
    session.commit();
  }

  private AbstractThrowableAssert<?, ?> refusing(String body) {
    return assertThatThrownBy(() -> json(body)).isInstanceOf(TrivetException.class);
  }

  private static byte[] entry(long seconds, int nanos, String line, String... metadata)
      throws IOException {
    byte[] time =
        message(out -> {
          out.writeInt64(1, seconds);
          out.writeInt32(2, nanos);
        });
    return message(out -> {
      out.writeByteArray(1, time);
      out.writeString(2, line);
      for (int i = 0; i < metadata.length; i += 2) {
        String name = metadata[i];
        String value = metadata[i + 1];
        out.writeByteArray(
            3,
            message(pair -> {
              pair.writeString(1, name);
              pair.writeString(2, value);
            }));
      }
    });
  }

  @Test
  void json_entries_get_their_stream_service_name_and_level() throws IOException {
    json(
        """
        {"streams":[{"stream":{"app":"shop","n":1,"empty":""},
          "values":[["5","msg=x level=WARN"],["6","plain",{"trace.id":"ab"}]]}]}
        """);
    assertThat(appender.committed)
        .containsExactly(
            "{app=\"shop\", n=\"1\", service_name=\"shop\"} 5 msg=x level=WARN detected_level=warn",
            "{app=\"shop\", n=\"1\", service_name=\"shop\"} 6 plain trace_id=ab"
                + " detected_level=unknown");
  }

  @Test
  void values_before_labels_are_kept_for_them() throws IOException {
    json("{\"streams\":[{\"values\":[[\"5\",\"x\"]],\"stream\":{\"a\":\"b\"}}]}");
    assertThat(appender.committed)
        .containsExactly("{a=\"b\", service_name=\"unknown_service\"} 5 x detected_level=unknown");
  }

  @Test
  void legacy_json_is_understood() throws IOException {
    json(
        "{\"streams\":[{\"labels\":\"{a=\\\"b\\\"}\",\"entries\":[{\"ts\":"
            + "\"1970-01-01T00:00:01.000000002Z\",\"line\":\"x\"}]}]}");
    assertThat(appender.committed.getFirst()).contains(" 1000000002 x ");
  }

  @Test
  void protobuf_recognises_a_stream_by_its_label_text() throws IOException {
    byte[] body =
        message(out -> {
          for (int i = 0; i < 2; i++) {
            byte[] one = entry(1, i, "line " + i, "k", "v");
            out.writeByteArray(
                1,
                message(stream -> {
                  stream.writeByteArray(2, one);
                  stream.writeString(1, "{app=\"x\"}");
                }));
          }
        });
    protobuf(body);
    assertThat(appender.created).isEqualTo(1);
    assertThat(appender.committed)
        .containsExactly(
            "{app=\"x\", service_name=\"x\"} 1000000000 line 0 k=v detected_level=unknown",
            "{app=\"x\", service_name=\"x\"} 1000000001 line 1 k=v detected_level=unknown");
  }

  @Test
  void the_level_of_a_known_stream_still_comes_from_its_labels() throws IOException {
    for (int i = 0; i < 2; i++) {
      json("{\"streams\":[{\"stream\":{\"severity\":\"ERR\"},\"values\":[[\"5\",\"info\"]]}]}");
    }
    assertThat(appender.committed).hasSize(2).allMatch(line -> line.endsWith("level=error"));
  }

  @Test
  void a_refused_entry_leaves_the_others() {
    refusing("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"0\",\"x\"],[\"5\",\"y\"]]}]}")
        .hasMessageContaining("too old");
    assertThat(appender.committed).hasSize(1);
  }

  @Test
  void a_body_that_breaks_off_stores_nothing() {
    refusing("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\"y\"]");
    assertThat(appender.committed).isEmpty();
  }

  @Test
  void no_stream_at_all_is_told_apart() {
    refusing("{\"streams\":[]}")
        .extracting(e -> ((TrivetException) e).kind())
        .isEqualTo(ErrorKind.EXECUTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "streams",
        "{\"streams\":{}}",
        "{\"streams\":[\"x\"]}",
        "{\"streams\":[{\"stream\":\"{}\"}]}",
        "{\"streams\":[{\"stream\":{\"a-b\":\"x\"},\"values\":[]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":{}}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[5,\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"now\",\"x\"]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",null]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\"x\",null]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\"x\",{\"n\":1}]]}]}",
        "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\"x\",{\"--\":\"v\"}]]}]}"
      })
  void what_is_no_push_is_bad_data(String body) {
    refusing(body).extracting(e -> ((TrivetException) e).kind()).isEqualTo(ErrorKind.BAD_DATA);
  }

  @Test
  void limits_of_lines_labels_and_metadata_are_told() {
    refusing(
            "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\""
                + "x".repeat(300_000)
                + "\"]]}]}")
        .hasMessageContaining("max entry size '262144' bytes exceeded");
    refusing("{\"streams\":[{\"stream\":{\"" + "a".repeat(2000) + "\":\"b\"},\"values\":[]}]}")
        .hasMessageContaining("label name too long");
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 129; i++) {
      pairs.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
    }
    refusing(
            "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"5\",\"x\",{" + pairs + "}]]}]}")
        .hasMessageContaining("too many structured metadata labels: '129', limit: '128'");
  }

  @Test
  void random_bytes_are_refused_without_harm() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(60)];
      random.nextBytes(body);
      if (random.nextBoolean() && body.length > 2) {
        body[0] = 10;
        body[1] = (byte) (body.length - 2);
      }
      try {
        protobuf(body);
      } catch (TrivetException e) {
        assertThat(e.kind()).as("seed %d", seed).isNotEqualTo(ErrorKind.INTERNAL);
      } catch (IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
