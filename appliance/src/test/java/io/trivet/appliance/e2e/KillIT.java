package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the process in the middle of writes and looks for everything it had acknowledged.
final class KillIT {
  private static final int ROUNDS = 3;
  private static final String[] SETTINGS = {
    "--set", "query.logql.max_entries=5000000", "--set", "self.scrape=false"
  };

  /// The first item is this old; each is a millisecond after the one before.
  private static final long BASE_MILLIS = System.currentTimeMillis() - 600_000;

  private static final long BASE_NANOS = BASE_MILLIS * 1_000_000;

  @TempDir Path folder;

  /// Samples in seven series.
  private record Samples(String writer) implements NumberedWriter.Signal {
    @Override
    public boolean send(ServerProcess server, int from, int to) throws IOException {
      java.io.ByteArrayOutputStream request = new java.io.ByteArrayOutputStream();
      for (int series = 0; series < 7; series++) {
        List<Bodies.Item<Double>> samples = new ArrayList<>();
        for (int n = from; n < to; n++) {
          if (n % 7 == series) {
            samples.add(new Bodies.Item<>(BASE_MILLIS + n, (double) n));
          }
        }
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("__name__", "kill_samples");
        labels.put("series", Integer.toString(series));
        labels.put("writer", writer);
        request.writeBytes(Bodies.series(labels, samples));
      }
      HttpSender.Reply reply =
          HttpSender.post(
              server.url("prometheus", "/api/v1/write"),
              Bodies.snappy(request.toByteArray()),
              "Content-Type",
              "application/x-protobuf",
              "Content-Encoding",
              "snappy");
      return reply.status() == 204;
    }

    @Override
    public int[] read(ServerProcess server, int end) throws IOException {
      JsonNode result =
          new Answers(server)
              .promql(
                  "kill_samples{writer=\"" + writer + "\"}[1h]",
                  "time",
                  Long.toString((BASE_MILLIS + end) / 1000 + 1));
      IntStream.Builder numbers = IntStream.builder();
      for (JsonNode series : result) {
        for (JsonNode value : series.path("values")) {
          int n = (int) Double.parseDouble(value.path(1).asText());
          assertThat(Math.round(value.path(0).asDouble() * 1000)).isEqualTo(BASE_MILLIS + n);
          numbers.add(n);
        }
      }
      return numbers.build().toArray();
    }
  }

  /// Lines of one stream.
  private record Lines(String writer, boolean json) implements NumberedWriter.Signal {
    @Override
    public boolean send(ServerProcess server, int from, int to) throws IOException {
      List<Bodies.Item<String>> lines = new ArrayList<>();
      for (int n = from; n < to; n++) {
        lines.add(new Bodies.Item<>(BASE_NANOS + n * 1_000_000L, "number=" + n));
      }
      byte[] body =
          json
              ? Bodies.pushJson("kill", writer, lines)
              : Bodies.snappy(Bodies.push("{kill=\"" + writer + "\"}", lines));
      String type = json ? "application/json" : "application/x-protobuf";
      return HttpSender.post(server.url("loki", "/loki/api/v1/push"), body, "Content-Type", type)
              .status()
          == 204;
    }

    @Override
    public int[] read(ServerProcess server, int end) throws IOException {
      JsonNode answer =
          new Answers(server)
              .json(
                  "loki",
                  "/loki/api/v1/query_range",
                  "query",
                  "{kill=\"" + writer + "\"}",
                  "limit",
                  "5000000",
                  "start",
                  Long.toString(BASE_NANOS),
                  "end",
                  Long.toString(BASE_NANOS + end * 1_000_000L));
      IntStream.Builder numbers = IntStream.builder();
      for (JsonNode stream : answer.path("data").path("result")) {
        for (JsonNode value : stream.path("values")) {
          int n = Integer.parseInt(value.path(1).asText().substring("number=".length()));
          assertThat(value.path(0).asLong()).isEqualTo(BASE_NANOS + n * 1_000_000L);
          numbers.add(n);
        }
      }
      return numbers.build().toArray();
    }
  }

  /// Sends one export.
  private interface Export {
    boolean send(ServerProcess server, byte[] request) throws IOException;
  }

  /// Spans, a hundred in a trace.
  private record Spans(long writer, Export export) implements NumberedWriter.Signal {
    private static final int TRACE = 100;

    @Override
    public boolean send(ServerProcess server, int from, int to) throws IOException {
      List<Span> spans = new ArrayList<>();
      for (int n = from; n < to; n++) {
        spans.add(Bodies.span(writer, 1 + n / TRACE, 1 + n, "kill", BASE_NANOS + n * 1_000_000L));
      }
      return export.send(server, Bodies.export("kill-" + writer, spans).toByteArray());
    }

    @Override
    public int[] read(ServerProcess server, int end) throws IOException {
      IntStream.Builder numbers = IntStream.builder();
      for (int trace = 0; trace * TRACE < end; trace++) {
        String id = String.format("%016x%016x", writer, 1 + trace);
        for (Span span : new Answers(server).spans(id)) {
          numbers.add((int) span.getSpanId().asReadOnlyByteBuffer().getLong() - 1);
        }
      }
      return numbers.build().toArray();
    }
  }

  /// Exports over gRPC; a channel for each server.
  private static final class GrpcExport implements Export, AutoCloseable {
    private int port;
    private GrpcSender sender = new GrpcSender(1);

    @Override
    public boolean send(ServerProcess server, byte[] request) throws IOException {
      if (port != server.port("otlp_grpc")) {
        close();
        port = server.port("otlp_grpc");
        sender = new GrpcSender(port);
      }
      try {
        return sender.call(GrpcSender.EXPORT_TRACES, request).length == 0;
      } catch (StatusRuntimeException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      sender.close();
    }
  }

  @Test
  void what_was_acknowledged_is_there_exactly_once_after_sigkill() throws Exception {
    long seed = Long.getLong("trivet.seed", System.nanoTime());
    System.out.println("KillIT seed " + seed);
    Random random = new Random(seed);
    try (GrpcExport grpc = new GrpcExport();
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<NumberedWriter> writers =
          List.of(
              new NumberedWriter("samples", new Samples("1")),
              new NumberedWriter("more samples", new Samples("2")),
              new NumberedWriter("lines, protobuf", new Lines("protobuf", false)),
              new NumberedWriter("lines, JSON", new Lines("json", true)),
              new NumberedWriter(
                  "spans, HTTP",
                  new Spans(
                      1,
                      (server, request) ->
                          HttpSender.post(
                                      server.url("otlp_http", "/v1/traces"),
                                      request,
                                      "Content-Type",
                                      "application/x-protobuf")
                                  .status()
                              == 200)),
              new NumberedWriter("spans, gRPC", new Spans(2, grpc)));
      for (int round = 0; round <= ROUNDS; round++) {
        try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
          if (round > 0) {
            check(writers, server, "after round " + round);
          }
          if (round < ROUNDS) {
            writeAndKill(writers, server, threads, random);
          } else {
            new Answers(server).flush();
            check(writers, server, "in blocks");
          }
        }
        if (round < ROUNDS && random.nextInt(3) == 0) {
          killWhileStarting(random);
        }
      }
    }
  }

  private static void check(List<NumberedWriter> writers, ServerProcess server, String when)
      throws IOException {
    System.out.println("KillIT " + when);
    for (NumberedWriter writer : writers) {
      System.out.println("  " + writer.check(server));
    }
    assertThat(server.log()).doesNotContain("level=error");
  }

  private void killWhileStarting(Random random) throws IOException {
    try (ServerProcess server = ServerProcess.launch(folder, SETTINGS)) {
      park(100 + random.nextInt(900));
      server.kill();
    }
  }

  private static void writeAndKill(
      List<NumberedWriter> writers, ServerProcess server, ExecutorService threads, Random random)
      throws Exception {
    List<Future<?>> running = new ArrayList<>();
    int[] before = writers.stream().mapToInt(NumberedWriter::progress).toArray();
    writers.forEach(writer -> running.add(threads.submit(() -> writer.write(server))));
    Awaitility.await("the load flows")
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            IntStream.range(0, before.length).allMatch(i -> writers.get(i).progress() > before[i]));
    if (random.nextBoolean()) {
      park(random.nextInt(500));
      running.add(threads.submit(() -> flushUntilDeath(server)));
    }
    park(random.nextInt(500));
    server.kill();
    for (Future<?> one : running) {
      await(one);
    }
    assertThat(server.log()).doesNotContain("level=error");
  }

  private static void park(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void await(Future<?> one) throws Exception {
    try {
      one.get(90, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static void flushUntilDeath(ServerProcess server) {
    try {
      new Answers(server).flush();
    } catch (IOException e) {
      // The process died meanwhile, as it was meant to.
      assertThat(e).isNotNull();
    }
  }
}
