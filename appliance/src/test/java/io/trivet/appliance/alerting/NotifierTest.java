package io.trivet.appliance.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trivet.config.Configuration;
import io.trivet.config.alerting.AlertingOptions;
import io.trivet.core.label.Labels;
import io.trivet.core.rule.Alert;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private static final int CAPACITY = 1_000;
  private static final int BATCH = 100;

  private static final FileSource NO_FILES =
      new FileSource() {
        @Override
        public String read(String path) throws IOException {
          throw new IOException("no file " + path);
        }

        @Override
        public List<String> match(String pattern) {
          return List.of();
        }
      };

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final Notifier notifier =
      new Notifier(
          new AlertEnvironment(
              NO_FILES,
              timer,
              blocking,
              InstantSource.system(),
              "Trivet/test",
              new AlertEnvironment.QueueBounds(CAPACITY, BATCH, true)));
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private volatile int status = 200;
  private HttpServer server;
  private CountDownLatch open = new CountDownLatch(0);

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          try {
            assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          String authorization =
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + authorization
                  + " "
                  + body);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    notifier.close();
    server.stop(0);
    timer.shutdownNow();
    blocking.shutdownNow();
  }

  private String target() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void load(String alerting) {
    AlertingOptions options = Configuration.parse("t.yaml", "alerting: " + alerting).alerting();
    notifier.load(options, Labels.of("replica", "a", "env", "outer"), "http://t:9090");
  }

  private static Alert alert(String... labels) {
    return new Alert(
        Labels.of(labels),
        Map.of("summary", "<1>"),
        1_700_000_000_123L,
        1_700_000_240_000L,
        "up > 0");
  }

  private String next() throws InterruptedException {
    return String.valueOf(received.poll(60, TimeUnit.SECONDS));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  @Test
  void tells_every_alertmanager_in_the_shape_of_api_v2() throws InterruptedException {
    load(
        "{alertmanagers: [{path_prefix: am/, basic_auth: {username: u, password: p},"
            + " static_configs: [{targets: ['"
            + target()
            + "']}]}]}");
    notifier.send(List.of(alert("alertname", "X", "env", "own")));
    assertThat(next())
        .isEqualTo(
            "POST /am/api/v2/alerts Basic dTpw [{\"annotations\":{\"summary\":\"\\u003c1\\u003e\"},"
                + "\"endsAt\":\"2023-11-14T22:17:20Z\",\"startsAt\":\"2023-11-14T22:13:20.123Z\","
                + "\"generatorURL\":\"http://t:9090/graph?g0.expr=up+%3E+0\\u0026g0.tab=1\","
                + "\"labels\":{\"alertname\":\"X\",\"env\":\"own\",\"replica\":\"a\"}}]");
    await(() -> notifier.counters().sent() == 1);
    assertThat(notifier.active()).containsExactly("http://" + target() + "/am/api/v2/alerts");
  }

  @Test
  void an_alert_without_annotations_has_no_such_key() throws InterruptedException {
    load("{alertmanagers: [{static_configs: [{targets: ['" + target() + "']}]}]}");
    notifier.send(
        List.of(
            new Alert(
                Labels.of("alertname", "X"),
                Map.of(),
                1_700_000_000_000L,
                1_700_000_240_000L,
                "up")));
    assertThat(next()).contains("\"alertname\":\"X\"").doesNotContain("annotations");
  }

  @Test
  void relabels_alerts_and_receivers() throws InterruptedException {
    load(
        "{alert_relabel_configs: [{action: labeldrop, regex: replica},"
            + " {source_labels: [alertname], regex: Quiet, action: drop}],"
            + " alertmanagers: [{relabel_configs: [{source_labels: [__address__],"
            + " regex: 'gone.*', action: drop}], static_configs: [{targets: ['"
            + target()
            + "', 'gone:1']}]}]}");
    notifier.send(List.of(alert("alertname", "Quiet"), alert("alertname", "Loud")));
    assertThat(next()).contains("\"labels\":{\"alertname\":\"Loud\",\"env\":\"outer\"}}]");
    assertThat(notifier.dropped()).containsExactly("http://gone:1/api/v2/alerts");
  }

  @Test
  void a_batch_that_is_refused_is_counted_and_does_not_stop_the_next() throws InterruptedException {
    load("{alertmanagers: [{static_configs: [{targets: ['" + target() + "']}]}]}");
    status = 500;
    notifier.send(List.of(alert("alertname", "X")));
    next();
    await(() -> notifier.counters().dropped() == 1);
    assertThat(notifier.counters().failures()).isEqualTo(1);
    status = 200;
    notifier.send(List.of(alert("alertname", "Y")));
    assertThat(next()).contains("\"Y\"");
  }

  @Test
  void a_queue_is_bounded_and_keeps_the_newest() throws InterruptedException {
    open = new CountDownLatch(1);
    load("{alertmanagers: [{static_configs: [{targets: ['" + target() + "']}]}]}");
    notifier.send(List.of(alert("alertname", "first")));
    await(() -> notifier.waiting() == 0);
    notifier.send(Collections.nCopies(CAPACITY, alert("alertname", "old")));
    notifier.send(IntStream.range(0, 10).mapToObj(i -> alert("alertname", "new" + i)).toList());
    assertThat(notifier.waiting()).isEqualTo(CAPACITY);
    assertThat(notifier.counters().dropped()).isEqualTo(10);
    open.countDown();
    await(() -> notifier.counters().sent() == CAPACITY + 1);
    assertThat(received)
        .as("the first alone, then in batches")
        .hasSize(1 + CAPACITY / BATCH)
        .allMatch(request -> request.split("\"alertname\"", -1).length - 1 <= BATCH);
    assertThat(received.stream().reduce((_, last) -> last).orElseThrow()).contains("\"new9\"");
  }
}
