package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand random and mutated bodies on each ingest port: the process goes on serving, has
/// lost nothing, and no request hangs in it.
final class RandomBodiesIT {
  private static final int BODIES = 10_000;
  private static final int THREADS = 4;
  private static final long NOW = System.currentTimeMillis();
  private static final long SEED = Long.getLong("trivet.seed", System.nanoTime());

  @TempDir Path folder;

  /// Sends one body to a port.
  private interface Sender {
    /// @return an HTTP or gRPC code
    int send(byte[] body) throws IOException;
  }

  /// One ingest protocol.
  ///
  /// @param packed whether bodies are snappy blocks
  private record Protocol(String name, byte[] good, boolean packed, int bodies, Sender sender) {}

  private @Nullable ServerProcess current;

  private ServerProcess server() {
    return Objects.requireNonNull(current);
  }

  @Test
  void random_bodies_leave_everything_as_it_was() throws Exception {
    System.out.println("RandomBodiesIT seed " + SEED);
    current = ServerProcess.start(folder, "--set", "self.scrape=false");
    try (ServerProcess running = server();
        GrpcSender grpc = new GrpcSender(server().port("otlp_grpc"));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Protocol> protocols = protocols(grpc);
      for (Protocol protocol : protocols) {
        byte[] good = protocol.good();
        assertThat(protocol.sender().send(protocol.packed() ? Bodies.snappy(good) : good))
            .as(protocol.name())
            .isIn(200, 204, 0);
      }
      nothingIsLost();
      double threadsBefore = jvmThreads();
      for (Protocol protocol : protocols) {
        long start = System.nanoTime();
        List<Future<Map<Integer, Integer>>> parts = new ArrayList<>();
        for (int part = 0; part < THREADS; part++) {
          parts.add(threads.submit(storm(protocol, part)));
        }
        Map<Integer, Integer> codes = new TreeMap<>();
        for (Future<Map<Integer, Integer>> part : parts) {
          part.get(180, TimeUnit.SECONDS).forEach((code, n) -> codes.merge(code, n, Integer::sum));
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("  " + protocol.name() + ": " + codes + " in " + millis + " ms");
        assertThat(server().isAlive()).isTrue();
      }
      nothingIsLost();
      new Answers(server()).flush();
      nothingIsLost();
      assertThat(server().log()).doesNotContain("level=error");
      Awaitility.await("threads end")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(jvmThreads()).isLessThan(threadsBefore + 30));
      Awaitility.await("no request hangs")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(busyThreads()).isEmpty());
      running.stop();
    }
    current = ServerProcess.start(folder, "--set", "self.scrape=false");
    try (ServerProcess running = server()) {
      nothingIsLost();
      running.stop();
    }
  }

  private List<Protocol> protocols(GrpcSender grpc) throws IOException {
    TreeMap<String, String> labels = new TreeMap<>(Map.of("__name__", "good", "a", "b"));
    byte[] series =
        Bodies.series(
            labels, List.of(new Bodies.Item<>(NOW - 1000, 1.0), new Bodies.Item<>(NOW, 2.0)));
    List<Bodies.Item<String>> lines =
        List.of(
            new Bodies.Item<>(NOW * 1_000_000, "first"),
            new Bodies.Item<>(NOW * 1_000_000 + 1, "second"));
    return List.of(
        new Protocol(
            "remote write",
            series,
            true,
            BODIES,
            http("prometheus", "/api/v1/write", "application/x-protobuf")),
        new Protocol(
            "Loki push, protobuf",
            Bodies.push("{good=\"protobuf\"}", lines),
            true,
            BODIES / 2,
            http("loki", "/loki/api/v1/push", "application/x-protobuf")),
        new Protocol(
            "Loki push, JSON",
            Bodies.pushJson("good", "json", lines),
            false,
            BODIES / 2,
            http("loki", "/loki/api/v1/push", "application/json")),
        new Protocol(
            "OTLP HTTP, protobuf",
            export(1).toByteArray(),
            false,
            BODIES / 2,
            http("otlp_http", "/v1/traces", "application/x-protobuf")),
        new Protocol(
            "OTLP HTTP, JSON",
            json(2),
            false,
            BODIES / 2,
            http("otlp_http", "/v1/traces", "application/json")),
        new Protocol(
            "OTLP gRPC", export(3).toByteArray(), false, BODIES, body -> call(grpc, body)));
  }

  private static ExportTraceServiceRequest export(int trace) {
    return Bodies.export(
        "good",
        List.of(
            Bodies.span(trace, trace, 1, "first", NOW * 1_000_000),
            Bodies.span(trace, trace, 2, "second", NOW * 1_000_000)));
  }

  private static byte[] json(int trace) {
    StringBuilder spans = new StringBuilder();
    for (int i = 1; i <= 2; i++) {
      spans.append(i == 1 ? "" : ",").append("{\"traceId\":\"").append(traceId(trace));
      spans.append("\",\"spanId\":\"000000000000000").append(i).append("\",\"name\":\"");
      spans.append(i == 1 ? "first" : "second").append("\",\"startTimeUnixNano\":\"");
      spans.append(NOW).append("000000\",\"endTimeUnixNano\":\"").append(NOW).append("000001\"}");
    }
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String traceId(int trace) {
    return String.format("%016x%016x", trace, trace);
  }

  private Sender http(String listener, String path, String type) {
    return body ->
        HttpSender.post(server().url(listener, path), body, "Content-Type", type).status();
  }

  /// The gRPC code; the codes for a fault of the server count as 500.
  private static int call(GrpcSender grpc, byte[] body) {
    try {
      grpc.call(GrpcSender.EXPORT_TRACES, body);
      return 0;
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      return switch (code) {
        case INTERNAL, UNKNOWN, UNAVAILABLE, DATA_LOSS, DEADLINE_EXCEEDED -> 500 + code.value();
        default -> code.value();
      };
    }
  }

  private static Callable<Map<Integer, Integer>> storm(Protocol protocol, int part) {
    return () -> {
      Random random = new Random(SEED + 31L * protocol.name().hashCode() + part);
      Map<Integer, Integer> codes = new HashMap<>();
      for (int i = 0; i < protocol.bodies() / THREADS; i++) {
        byte[] body = body(random, protocol);
        int code = protocol.sender().send(body);
        assertThat(code)
            .as(() -> protocol.name() + ", body " + java.util.HexFormat.of().formatHex(body))
            .isLessThan(500);
        codes.merge(code, 1, Integer::sum);
      }
      return codes;
    };
  }

  /// Random bytes, or a good body with a few changes: before it is packed, or after.
  private static byte[] body(Random random, Protocol protocol) throws IOException {
    if (random.nextInt(5) == 0) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      return protocol.packed() && random.nextBoolean() ? Bodies.snappy(noise) : noise;
    }
    if (protocol.packed() && random.nextInt(4) == 0) {
      return mutated(random, Bodies.snappy(protocol.good()));
    }
    byte[] body = mutated(random, protocol.good());
    return protocol.packed() ? Bodies.snappy(body) : body;
  }

  private static byte[] mutated(Random random, byte[] good) {
    byte[] body = good.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && body.length > 0; changes--) {
      int at = random.nextInt(body.length);
      int length = 1 + random.nextInt(Math.min(32, body.length - at));
      switch (random.nextInt(6)) {
        case 0 -> body[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> body[at] = (byte) random.nextInt();
        case 2 -> body = Arrays.copyOf(body, at);
        case 3 -> body = replaced(body, at, length, new byte[0]);
        case 4 -> body = replaced(body, at, 0, Arrays.copyOfRange(body, at, at + length));
        default -> {
          byte[] noise = new byte[length];
          random.nextBytes(noise);
          body = replaced(body, at, length, noise);
        }
      }
    }
    return body;
  }

  private static byte[] replaced(byte[] body, int at, int length, byte[] by) {
    byte[] out = new byte[body.length - length + by.length];
    System.arraycopy(body, 0, out, 0, at);
    System.arraycopy(by, 0, out, at, by.length);
    System.arraycopy(body, at + length, out, at + by.length, body.length - at - length);
    return out;
  }

  /// A mutated body may add to what was written, but what was written is there, and soon.
  private void nothingIsLost() throws IOException {
    long start = System.nanoTime();
    Answers answers = new Answers(server());
    String at = Instant.ofEpochMilli(NOW).toString();
    List<String> samples = new ArrayList<>();
    answers
        .promql("good{a=\"b\"}[5s]", "time", at)
        .forEach(
            series -> series.path("values").forEach(value -> samples.add(value.path(1).asText())));
    assertThat(samples).contains("1", "2");
    for (String value : List.of("protobuf", "json")) {
      assertThat(answers.logql("{good=\"" + value + "\"}", Instant.ofEpochMilli(NOW)))
          .contains("first", "second");
    }
    for (int trace = 1; trace <= 3; trace++) {
      assertThat(answers.spans(traceId(trace)))
          .extracting(io.opentelemetry.proto.trace.v1.Span::getName)
          .contains("first", "second");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  private double jvmThreads() throws IOException {
    String metrics = HttpSender.get(server().url("prometheus", "/metrics")).text();
    return metrics
        .lines()
        .filter(line -> line.startsWith("jvm_threads_current "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /// The stacks of threads, virtual ones too, that are in the middle of a request.
  private List<String> busyThreads() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return List.of();
    }
    Path dump = folder.resolve("threads-" + System.nanoTime() + ".txt");
    Process process =
        new ProcessBuilder(
                jcmd.toString(),
                Long.toString(server().pid()),
                "Thread.dump_to_file",
                dump.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String threads = Files.readString(dump);
    assertThat(threads).contains("Reference Handler", "java.base/");
    return Arrays.stream(threads.split("\n\n"))
        .filter(stack ->
            stack.contains("io.trivet.appliance.api.http.RequestHandler.handle")
                || stack.contains("io.trivet.appliance.api.grpc.UnaryCall.answer"))
        .toList();
  }
}
