package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.CodedInputStream;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivet.appliance.api.grpc.GrpcServer;
import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.http.Router;
import io.trivet.appliance.api.loki.PushEndpoint;
import io.trivet.appliance.api.loki.PushLimits;
import io.trivet.appliance.api.loki.PushObserver;
import io.trivet.appliance.api.otlp.OtlpGrpc;
import io.trivet.appliance.api.otlp.OtlpHttp;
import io.trivet.appliance.api.otlp.metrics.MetricsExport;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.appliance.testing.LocalServer;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.logs.LogAppendStatus;
import io.trivet.logs.LogAppender;
import io.trivet.testkit.HttpSender;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What senders hear while a store has no memory: in each protocol what makes them try again.
class FullMemoryTest {
  private static final byte[] SPAN = {10, 0};

  private ErrorKind kind = ErrorKind.UNAVAILABLE;
  private HttpServer http;
  private GrpcServer grpc;

  @BeforeEach
  void start() throws IOException {
    MetricsExport metrics =
        new MetricsExport(
            () -> {
              throw full();
            },
            () -> {
              throw full();
            },
            (result, bytes) -> {},
            InstantSource.system());
    Router.Builder router = Router.builder();
    new OtlpHttp(
            (buffer, offset, length) -> {
              throw full();
            },
            (transport, accepted, rejected, bytes) -> {},
            metrics,
            1 << 20,
            1 << 20)
        .routes(router);
    Router.Builder loki = Router.builder();
    loki.post(
        "/loki/api/v1/push",
        new PushEndpoint(FullLog::new, () -> PushLimits.DEFAULT, new Unheard(), 1 << 20, 1 << 20));
    http = LocalServer.start(Map.of("otlp", router.build(), "loki", loki.build()));
    grpc =
        GrpcServer.start(
            "127.0.0.1",
            0,
            1 << 20,
            MemoryBudget.UNLIMITED,
            Duration.ofSeconds(5),
            OtlpGrpc.services(
                (buffer, offset, length) -> {
                  throw full();
                },
                (transport, accepted, rejected, bytes) -> {},
                metrics));
  }

  @AfterEach
  void stop() {
    http.close();
    grpc.close();
  }

  private TrivetException full() {
    return new TrivetException(kind, "no memory");
  }

  private final class FullLog implements LogAppender {
    @Override
    public long lookup(long hashHigh, long hashLow) {
      return 0;
    }

    @Override
    public long stream(Labels labels, long hashHigh, long hashLow) {
      return 0;
    }

    @Override
    public LogAppendStatus add(long stream, long nanos, byte[] buffer, int offset, int length) {
      return LogAppendStatus.ACCEPTED;
    }

    @Override
    public LogAppendStatus metadata(byte[] buffer, int name, int length, int value, int bytes) {
      return LogAppendStatus.ACCEPTED;
    }

    @Override
    public void commit() {
      throw full();
    }

    @Override
    public void rollback() {}
  }

  private static final class Unheard implements PushObserver {
    @Override
    public void accepted(long entries, long bytes) {}

    @Override
    public void refused(String reason, long entries) {}
  }

  private HttpSender.Reply post(String listener, String path, String type, byte[] body)
      throws IOException {
    URI url = URI.create("http://127.0.0.1:" + http.port(listener) + path);
    return HttpSender.post(url, body, "Content-Type", type);
  }

  @Test
  void a_push_of_log_lines_is_answered_with_503() throws IOException {
    String push = "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"1\",\"x\"]]}]}";
    HttpSender.Reply reply =
        post(
            "loki", "/loki/api/v1/push", "application/json", push.getBytes(StandardCharsets.UTF_8));
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.text()).isEqualTo("no memory\n");
  }

  @Test
  void spans_over_http_are_answered_with_503_and_when_to_try_again() throws IOException {
    HttpSender.Reply reply = post("otlp", "/v1/traces", "application/x-protobuf", SPAN);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void spans_over_grpc_are_answered_with_unavailable_and_when_to_try_again() throws IOException {
    StatusRuntimeException refusal = export();
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(retryDelaySeconds(refusal)).isEqualTo(5);
  }

  @Test
  void resource_exhausted_is_final_only_for_what_is_too_large() throws IOException {
    kind = ErrorKind.LIMITED;
    StatusRuntimeException limited = export();
    assertThat(limited.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(retryDelaySeconds(limited)).isEqualTo(5);
    kind = ErrorKind.TOO_LARGE;
    StatusRuntimeException tooLarge = export();
    assertThat(tooLarge.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(retryDelaySeconds(tooLarge)).isEqualTo(-1);
  }

  private StatusRuntimeException export() {
    try (GrpcSender sender = new GrpcSender(grpc.port())) {
      return catchThrowableOfType(
          StatusRuntimeException.class, () -> sender.call(GrpcSender.EXPORT_TRACES, SPAN));
    }
  }

  /// The `google.rpc.RetryInfo` in the `google.rpc.Status` of the trailers; -1 if there is none.
  private static long retryDelaySeconds(StatusRuntimeException refusal) throws IOException {
    Metadata trailers = refusal.getTrailers();
    byte[] status =
        trailers == null
            ? null
            : trailers.get(
                Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
    if (status == null) {
      return -1;
    }
    byte[] any = field(status, 3);
    assertThat(new String(field(any, 1), StandardCharsets.UTF_8))
        .isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
    CodedInputStream duration = CodedInputStream.newInstance(field(field(any, 2), 1));
    assertThat(duration.readTag()).isEqualTo(1 << 3);
    return duration.readInt64();
  }

  private static byte[] field(byte[] message, int wanted) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == wanted) {
        return in.readByteArray();
      }
      in.skipField(tag);
    }
    throw new AssertionError("no field " + wanted);
  }
}
