package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Span;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.HTTPServer;
import io.prometheus.client.hotspot.DefaultExports;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that users have, and what can be read back of what they send.
final class RealClientsIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final CollectorRegistry REGISTRY = new CollectorRegistry();
  private static HTTPServer target;

  @TempDir Path folder;

  /// A target as the Prometheus client library makes it; it offers OpenMetrics, with exemplars.
  @BeforeAll
  static void serve_metrics_of_a_shop() throws IOException {
    Counter orders =
        Counter.build("shop_orders", "Orders.").labelNames("country").register(REGISTRY);
    orders.labels("Österreich").incWithExemplar(3, "trace_id", TRACE);
    orders.labels("de\"\\\n").inc(4);
    Gauge.build("shop_carts", "Open carts.").register(REGISTRY).set(-1.5e-3);
    Histogram latency =
        Histogram.build("shop_latency_seconds", "Latency.").buckets(0.1, 1).register(REGISTRY);
    IntStream.range(0, 10).forEach(i -> latency.observe(0.05 + i * 0.1));
    DefaultExports.register(REGISTRY);
    target =
        new HTTPServer.Builder()
            .withInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withRegistry(REGISTRY)
            .withDaemonThreads(true)
            .build();
  }

  @AfterAll
  static void stop_serving() {
    target.close();
  }

  @Test
  void what_real_clients_send_is_read_back_also_from_blocks_and_after_a_restart()
      throws IOException {
    Instant begin = Instant.now().minusSeconds(1);
    String[] arguments = arguments("shop", target.getPort());
    OtelShop overGrpc;
    OtelShop overHttp;
    Instant scraped;
    try (ServerProcess server = ServerProcess.start(folder, arguments)) {
      overGrpc = OtelShop.overGrpc("shop-grpc", server.port("otlp_grpc"));
      overHttp = OtelShop.overHttp("shop-http", server.port("otlp_http"));
      LogbackShop.sell(server.port("loki"), 50);
      Answers answers = new Answers(server);
      eventually("scrapes", () -> answers.promqlSum("count_over_time(up{job=\"shop\"}[1m])") >= 2);
      eventually("lines", () -> answers.logql("{app=\"shop\"}", begin).size() == 50);
      scraped = Instant.now();
      readBack(answers, scraped, begin, overGrpc, overHttp);
      exemplars(answers);
      answers.flush();
      readBack(answers, scraped, begin, overGrpc, overHttp);
      server.stop();
      assertThat(server.log()).doesNotContain("level=error");
    }
    try (ServerProcess server = ServerProcess.start(folder, arguments)) {
      readBack(new Answers(server), scraped, begin, overGrpc, overHttp);
      server.stop();
      assertThat(server.log()).doesNotContain("level=error");
    }
  }

  private static void readBack(
      Answers answers, Instant scraped, Instant begin, OtelShop overGrpc, OtelShop overHttp)
      throws IOException {
    metrics(answers, scraped.toString());
    logs(answers, begin);
    trace(answers, overGrpc);
    trace(answers, overHttp);
    JsonNode services = answers.json("tempo", "/api/search/tag/service.name/values");
    assertThat(Answers.texts(services.path("tagValues"))).contains("shop-grpc", "shop-http");
    JsonNode scopes = answers.json("tempo", "/api/v2/search/tags", "scope", "span");
    assertThat(Answers.texts(scopes.path("scopes").path(0).path("tags"))).contains("http.route");
  }

  private static void metrics(Answers answers, String at) throws IOException {
    JsonNode orders = answers.promql("shop_orders_total{country=\"Österreich\"}", "time", at);
    assertThat(orders).hasSize(1);
    assertThat(orders.path(0).path("value").path(1).asText()).isEqualTo("3");
    assertThat(orders.path(0).path("metric").path("job").asText()).isEqualTo("shop");
    assertThat(value(answers, "sum(shop_orders_total)", at)).isEqualTo(7);
    assertThat(value(answers, "shop_orders_total{country=\"de\\\"\\\\\\n\"}", at)).isEqualTo(4);
    assertThat(value(answers, "shop_carts", at)).isEqualTo(-1.5e-3);
    assertThat(value(answers, "shop_latency_seconds_count", at)).isEqualTo(10);
    assertThat(value(answers, "histogram_quantile(0.5, shop_latency_seconds_bucket)", at))
        .isCloseTo(0.5, within(0.1));
    assertThat(value(answers, "up{job=\"shop\"}", at)).isEqualTo(1);
    assertThat(value(answers, "jvm_info{job=\"shop\"}", at)).isEqualTo(1);
    JsonNode labels = answers.json("prometheus", "/api/v1/labels", "match[]", "shop_orders_total");
    assertThat(Answers.texts(labels.path("data")))
        .containsExactly("__name__", "country", "instance", "job");
    JsonNode values = answers.json("prometheus", "/api/v1/label/country/values");
    assertThat(Answers.texts(values.path("data"))).containsExactly("de\"\\\n", "Österreich");
    assertThat(
            answers
                .json("prometheus", "/api/v1/series", "match[]", "{country=~\"Ö.*\"}")
                .path("data"))
        .extracting(series -> series.path("__name__").asText())
        .contains("shop_orders_total");
  }

  private static double value(Answers answers, String query, String at) throws IOException {
    JsonNode result = answers.promql(query, "time", at);
    assertThat(result).as(query).hasSize(1);
    return Double.parseDouble(result.path(0).path("value").path(1).asText());
  }

  private static void exemplars(Answers answers) throws IOException {
    JsonNode found =
        answers.json(
            "prometheus",
            "/api/v1/query_exemplars",
            "query",
            "shop_orders_total",
            "start",
            Instant.now().minusSeconds(3600).toString(),
            "end",
            Instant.now().plusSeconds(3600).toString());
    assertThat(found.path("data")).hasSize(1);
    JsonNode exemplar = found.path("data").path(0).path("exemplars").path(0);
    assertThat(exemplar.path("labels").path("trace_id").asText()).isEqualTo(TRACE);
    assertThat(Double.parseDouble(exemplar.path("value").asText())).isEqualTo(3);
  }

  private static void logs(Answers answers, Instant begin) throws IOException {
    List<String> expected = IntStream.range(0, 50).mapToObj(LogbackShop::line).sorted().toList();
    assertThat(answers.logql("{app=\"shop\"}", begin).stream().sorted().toList())
        .isEqualTo(expected);
    assertThat(answers.logql("{app=\"shop\"} |= `order 7 `", begin))
        .containsExactly(LogbackShop.line(7));
    assertThat(answers.logql("{app=\"shop\", level=\"WARN\"}", begin)).hasSize(5);
    assertThat(answers.logql("{app=\"shop\"} | logfmt | total > 46", begin)).hasSize(3);
    JsonNode count =
        answers.json(
            "loki", "/loki/api/v1/query", "query", "sum(count_over_time({app=\"shop\"}[1h]))");
    assertThat(count.path("data").path("result").path(0).path("value").path(1).asText())
        .isEqualTo("50");
    JsonNode labels = answers.json("loki", "/loki/api/v1/labels");
    assertThat(Answers.texts(labels.path("data"))).contains("app", "level");
    JsonNode levels = answers.json("loki", "/loki/api/v1/label/level/values");
    assertThat(Answers.texts(levels.path("data"))).containsExactly("INFO", "WARN");
  }

  private static void trace(Answers answers, OtelShop shop) throws IOException {
    List<Span> spans = answers.spans(shop.traceId());
    assertThat(spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("GET /cart", "SELECT carts");
    Span child = spans.get(spans.get(0).getName().startsWith("SELECT") ? 0 : 1);
    Span parent = spans.get(spans.get(0).getName().startsWith("SELECT") ? 1 : 0);
    assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    assertThat(child.getEventsList()).extracting(Span.Event::getName).containsExactly("exception");
    assertThat(child.getStatus().getMessage()).isEqualTo("no such table");
    JsonNode json = answers.json("tempo", "/api/traces/" + shop.traceId());
    assertThat(json.path("batches").findValuesAsText("name")).contains("GET /cart", "SELECT carts");
    JsonNode second = answers.json("tempo", "/api/v2/traces/" + shop.traceId());
    assertThat(second.path("trace").path("resourceSpans").findValuesAsText("name"))
        .contains("GET /cart", "SELECT carts");
    String service = "resource.service.name = \"" + shop.service() + "\"";
    assertThat(answers.traceql("{ " + service + " && span.http.route = \"/cart\" }"))
        .containsExactly(shop.traceId());
    assertThat(answers.traceql("{ " + service + " && kind = server } >> { status = error }"))
        .containsExactly(shop.traceId());
    assertThat(answers.traceql("{ " + service + " && duration > 1h }")).isEmpty();
  }

  @Test
  void the_node_exporter_is_scraped() throws IOException {
    Path exporter = installed("prometheus-node-exporter");
    int port = freePort();
    Process process = run(exporter, "--web.listen-address=127.0.0.1:" + port);
    try (ServerProcess server = ServerProcess.start(folder, arguments("node", port))) {
      Answers answers = new Answers(server);
      eventually("scrapes", () -> answers.promqlSum("up{job=\"node\"}") == 1);
      assertThat(answers.promqlSum("node_exporter_build_info")).isEqualTo(1);
      assertThat(answers.promqlSum("node_memory_MemTotal_bytes")).isGreaterThan(1e6);
      assertThat(answers.promqlSum("count(node_cpu_seconds_total{mode=\"idle\"})"))
          .isEqualTo(Runtime.getRuntime().availableProcessors());
      assertThat(answers.promqlSum("scrape_samples_scraped{job=\"node\"}")).isGreaterThan(100);
      assertThat(
              answers.json("prometheus", "/api/v1/metadata", "metric", "node_load1").path("data"))
          .hasSize(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_request_of_a_later_version_is_told_what_is_not_there_yet() throws IOException {
    try (ServerProcess server = ServerProcess.start(folder)) {
      HttpSender.Reply logs =
          HttpSender.post(
              server.url("otlp_http", "/v1/logs"),
              OtlpFiles.read("logs.json"),
              "Content-Type",
              "application/json");
      assertThat(logs.status()).isEqualTo(501);
      assertThat(logs.text()).contains("OTLP logs are not received yet");
      HttpSender.Reply reply =
          HttpSender.post(
              server.url("otlp_http", "/v1/traces"),
              OtlpFiles.read("trace.json"),
              "Content-Type",
              "application/json");
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("{\"partialSuccess\":{}}");
      assertThat(new Answers(server).spans(OtlpFiles.TRACE)).hasSize(1);
    }
  }

  private static Path installed(String program) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path path = Path.of(place, program);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    return Assumptions.abort(program + " is not installed");
  }

  private Process run(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(program.getFileName() + ".log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String scrapes(String job, int port) {
    return "global:\n  scrape_interval: 1s\nscrape_configs:\n- job_name: "
        + job
        + "\n  static_configs:\n  - targets: ['127.0.0.1:"
        + port
        + "']\n";
  }

  private String[] arguments(String job, int port) throws IOException {
    Path file = Files.writeString(folder.resolve("trivet.yml"), scrapes(job, port));
    return new String[] {"--config", file.toString(), "--set", "self.scrape=false"};
  }

  /// Something that may become true.
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void eventually(String what, Condition condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(condition::holds);
  }
}
