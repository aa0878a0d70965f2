package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small process under series without end and queries that ask for too much: each is answered
/// within its limits or refused in the envelope of the API, while samples are taken as ever. A heap
/// that overflows would end the process.
final class QueryLimitsIT {
  private static final String EVERYTHING = "{__name__=~\".+\"}";
  private static final int STEADY_SERIES = 100;
  private static final int BATCH = 2000;
  private static final long SLOWEST_WRITE_MILLIS = 20_000;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // the test begins with it
  private ServerProcess server;

  /// What keeps writing meanwhile: the n-th request gives each series the value n.
  private final class Steady implements Runnable {
    final AtomicBoolean ended = new AtomicBoolean();
    int acknowledged;
    long slowestMillis;

    @Override
    public void run() {
      try {
        while (!ended.get()) {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          for (int i = 0; i < STEADY_SERIES; i++) {
            body.writeBytes(series(acknowledged + 1, "__name__", "steady", "i", "" + i));
          }
          long start = System.nanoTime();
          HttpSender.Reply reply = write(body.toByteArray());
          assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
          slowestMillis = Math.max(slowestMillis, (System.nanoTime() - start) / 1_000_000);
          acknowledged++;
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      } catch (IOException e) {
        throw new AssertionError("after " + acknowledged + " requests", e);
      }
    }
  }

  private static byte[] series(double value, String... labels) throws IOException {
    TreeMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return Bodies.series(map, List.of(new Bodies.Item<>(System.currentTimeMillis(), value)));
  }

  private HttpSender.Reply write(byte[] plain) throws IOException {
    return HttpSender.post(
        server.url("prometheus", "/api/v1/write"),
        Bodies.snappy(plain),
        "Content-Type",
        "application/x-protobuf",
        "Content-Encoding",
        "snappy");
  }

  /// @param parameters names and values in turn
  private HttpSender.Reply ask(String path, String... parameters) throws IOException {
    return HttpSender.post(
        server.url("prometheus", path),
        HttpSender.query(parameters).substring(1).getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private HttpSender.Reply query(String promql) throws IOException {
    return query(promql, "50s");
  }

  private HttpSender.Reply query(String promql, String timeout) throws IOException {
    return ask("/api/v1/query", "query", promql, "timeout", timeout);
  }

  private HttpSender.Reply range(String promql, long seconds, long step) throws IOException {
    long now = System.currentTimeMillis() / 1000;
    return ask(
        "/api/v1/query_range",
        "query",
        promql,
        "start",
        "" + (now - seconds),
        "end",
        "" + now,
        "step",
        "" + step);
  }

  private static void answered(HttpSender.Reply reply, String part) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.text()).contains("\"status\":\"success\"", part);
  }

  private static void refused(HttpSender.Reply reply, int status, String type, String part) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.text())
        .contains("\"status\":\"error\"", "\"errorType\":\"" + type + "\"", part);
  }

  @Test
  void too_much_is_refused_while_samples_are_taken() throws Exception {
    try (ServerProcess started =
            ServerProcess.startWith(
                List.of("-Xmx256m"),
                folder,
                "--set",
                "metrics.max_memory=32MiB",
                "--set",
                "query.max_memory=32MiB",
                "--set",
                "self.scrape=false");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server = started;
      Steady steady = new Steady();
      Future<?> writing = threads.submit(steady);
      try {
        Program.eventually("steady series", () -> steady.acknowledged > 2);
        int made = seriesUntilRefused();
        broadQueriesAreBounded(made);
        timesAreBounded();
        textsAreBounded();
        manyAtOnceAreBounded(threads);
        abandonedQueriesEnd();
      } finally {
        steady.ended.set(true);
      }
      writing.get();
      assertThat(steady.slowestMillis).isLessThan(SLOWEST_WRITE_MILLIS);
      answered(
          query("count(count_over_time(steady[1h]) == " + steady.acknowledged + ")"),
          "\"" + STEADY_SERIES + "\"");
      server.stop();
      assertThat(server.log()).doesNotContain("level=error").doesNotContain("OutOfMemory");
    }
  }

  /// @return how many series there were room for
  private int seriesUntilRefused() throws IOException {
    Random random = new Random(1);
    for (int made = 0; made < 200_000; made += BATCH) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int i = 0; i < BATCH; i++) {
        String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        body.writeBytes(
            series(i, "__name__", "bomb", "id", id, "other", Long.toHexString(random.nextLong())));
      }
      HttpSender.Reply reply = write(body.toByteArray());
      if (reply.status() != 204) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(429);
        assertThat(reply.text()).contains("metrics.max_memory");
        return made;
      }
    }
    throw new AssertionError("series were never refused");
  }

  private void broadQueriesAreBounded(int made) throws IOException {
    assertThat(made).isGreaterThan(10_000);
    answered(query("count(" + EVERYTHING + ") >= " + (made + STEADY_SERIES)), "\"value\"");
    answered(query("topk(3, steady)"), "\"value\"");
    String memory = "memory limit of 32 MiB";
    refused(range(EVERYTHING, 10_000, 1), 422, "execution", memory);
    refused(query("bomb * on(id) group_left bomb"), 422, "execution", memory);
    refused(query("count by (id, other) (bomb) or bomb"), 422, "execution", memory);
    refused(
        query("label_join(bomb, \"x\"" + ", \"id\"".repeat(500) + ")"), 422, "execution", memory);
    answered(range("sum(" + EVERYTHING + ")", 300, 30), "\"values\"");
    HttpSender.Reply federated = ask("/api/v1/series", "match[]", EVERYTHING);
    assertThat(federated.status()).as(federated.text()).isIn(200, 422);
  }

  private void timesAreBounded() throws IOException {
    refused(range("steady", 10L * 365 * 86_400, 1), 400, "bad_data", "11,000 points");
    refused(query("max_over_time(steady[10y:1s])"), 422, "execution", "steps");
    answered(query("count(max_over_time(steady[100y]))"), "\"" + STEADY_SERIES + "\"");
    refused(query("steady @ 1e18"), 400, "bad_data", "1:1: parse error");
    refused(
        query("quantile_over_time(0.5, max_over_time(" + EVERYTHING + "[1d:1s])[1d:1s])", "1s"),
        503,
        "timeout",
        "timed out after 1s");
  }

  private void textsAreBounded() throws IOException {
    String words =
        IntStream.range(0, 100_000).mapToObj(i -> "word" + i).collect(Collectors.joining("|"));
    answered(query("{id=~\"" + words + "\"}"), "\"result\":[]");
    answered(query("count({i=~\"" + words + "|7\"})"), "\"1\"");
    refused(query("{id=~\"(a{1000}){1000}\"}"), 400, "bad_data", "too large");
    refused(query("{id=~\"(" + words + ").*\"}"), 400, "bad_data", "longer than 65536");
    refused(query("(".repeat(100_000) + "1"), 400, "bad_data", "nested more than 250 levels");
    refused(query("\"" + "x".repeat(3 << 20) + "\""), 413, "bad_data", "1048576");
    refused(query("{id=~\"(.*[0-9a-f].*){500}x\"}", "500ms"), 503, "timeout", "timed out");
  }

  private void manyAtOnceAreBounded(ExecutorService threads) throws Exception {
    List<String> heavy =
        List.of(
            EVERYTHING,
            "sort(" + EVERYTHING + ")",
            "count by (id) (bomb)",
            "count({id=~\".*a.*b.*c.*d.*\"})",
            "count(max_over_time(bomb[10m:5s]))");
    List<Callable<HttpSender.Reply>> asked =
        IntStream.range(0, 40)
            .<Callable<HttpSender.Reply>>mapToObj(
                i -> () -> query(heavy.get(i % heavy.size()), "3s"))
            .toList();
    for (Future<HttpSender.Reply> reply : threads.invokeAll(asked)) {
      assertThat(reply.get().status()).isIn(200, 422, 503);
      assertThat(reply.get().text()).startsWith("{\"status\":").endsWith("}");
    }
  }

  private void abandonedQueriesEnd() throws IOException {
    String path = "/api/v1/query" + HttpSender.query("query", "count(max_over_time(bomb[1d:1s]))");
    for (int i = 0; i < 10; i++) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), server.port("prometheus"))) {
        socket
            .getOutputStream()
            .write(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
    }
    Program.eventually(
        "no query goes on",
        () -> {
          String metrics = HttpSender.get(server.url("prometheus", "/metrics")).text();
          return metrics.contains("\ntrivet_queries_active 0.0")
              && metrics.contains("\ntrivet_queries_waiting 0.0");
        });
  }
}
