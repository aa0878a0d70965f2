package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus scrapes a real exporter and writes remotely to us, while we are killed.
final class PrometheusWriteIT {
  private static final String EVERYTHING = "{__name__=~\".+\"}[5m]";

  @TempDir Path folder;

  @Test
  void what_prometheus_holds_is_here_after_sigkill_and_its_tool_reads_it() throws IOException {
    String prometheus = Program.installed("prometheus");
    String exporter = Program.installed("prometheus-node-exporter");
    String promtool = Program.installed("promtool");
    int port = Program.freePort();
    int exporterPort = Program.freePort();
    PrometheusApi there = new PrometheusApi("http://127.0.0.1:" + Program.freePort());
    PrometheusApi here = new PrometheusApi("http://127.0.0.1:" + port);
    String address = there.base().substring("http://".length());
    Path configuration =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 500ms
              scrape_timeout: 500ms
            scrape_configs:
            - job_name: node
              static_configs:
              - targets: ['127.0.0.1:%d', '%s']
            remote_write:
            - url: %s/api/v1/write
              queue_config: {batch_send_deadline: 200ms, max_backoff: 500ms}
            """
                .formatted(exporterPort, address, here.base()));
    String[] arguments = {"--set", "server.prometheus.port=" + port, "--set", "self.scrape=false"};
    try (Program node =
            Program.start(folder, exporter, "--web.listen-address=127.0.0.1:" + exporterPort);
        Program writer =
            Program.start(
                folder,
                prometheus,
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + address)) {
      long middle;
      try (ServerProcess server = ServerProcess.start(folder, arguments)) {
        Program.eventually("samples", () -> count(here, "node_load1") >= 4);
        park(3);
        middle = count(here, "node_load1");
        server.kill();
      }
      // Meanwhile it goes on scraping and finds nobody to send to.
      park(2);
      try (ServerProcess server = ServerProcess.start(folder, arguments)) {
        Program.eventually("later samples", () -> count(here, "node_load1") > middle + 6);
        long end = System.currentTimeMillis() / 1000;
        Program.eventually(
            "everything is sent",
            () ->
                there.ownMetric("prometheus_remote_storage_samples_pending") == 0
                    && there.ownMetric(
                            "prometheus_remote_storage_queue_highest_sent_timestamp_seconds")
                        > end);
        Map<String, List<String>> expected = there.samples(EVERYTHING, end);
        assertThat(expected).hasSizeGreaterThan(500);
        // Its shards do not send in step.
        for (int i = 0; i < 5 && !here.samples(EVERYTHING, end).equals(expected); i++) {
          park(1);
        }
        assertThat(here.samples(EVERYTHING, end)).isEqualTo(expected);
        assertThat(there.ownMetric("prometheus_remote_storage_samples_failed_total")).isZero();
        assertThat(there.ownMetric("prometheus_remote_storage_samples_dropped_total")).isZero();
        assertThat(there.ownMetric("prometheus_remote_storage_samples_total"))
            .isGreaterThan(expected.values().stream().mapToInt(List::size).sum());
        asks(promtool, here, end);
        checksOwnMetrics(promtool, server);
        assertThat(server.log()).doesNotContain("level=error");
        assertThat(node.process().isAlive()).isTrue();
        assertThat(writer.process().isAlive()).isTrue();
      }
    }
  }

  private static long count(PrometheusApi api, String metric) throws IOException {
    return api.samples(metric + "[5m]", System.currentTimeMillis() / 1000).values().stream()
        .mapToLong(List::size)
        .sum();
  }

  private static void park(int seconds) {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
  }

  private void asks(String promtool, PrometheusApi here, long end) throws IOException {
    String time = Long.toString(end);
    assertThat(
            Program.output(
                folder, promtool, "query", "instant", "--time=" + time, here.base(), "up"))
        .contains("up{instance=", "=> 1 @[" + end);
    assertThat(
            Program.output(
                folder,
                promtool,
                "query",
                "range",
                "--start=" + (end - 5),
                "--end=" + time,
                "--step=1s",
                here.base(),
                "sum(rate(node_cpu_seconds_total[5m])) > 0"))
        .contains("@[" + end);
    assertThat(
            Program.output(folder, promtool, "query", "series", "--match=node_load1", here.base()))
        .contains("__name__=\"node_load1\"", "job=\"node\"");
    assertThat(Program.output(folder, promtool, "query", "labels", here.base(), "job"))
        .isEqualToIgnoringNewLines("node");
  }

  private void checksOwnMetrics(String promtool, ServerProcess server) throws IOException {
    HttpSender.Reply own = HttpSender.get(server.url("prometheus", "/metrics"));
    Program.Output checked = Program.run(folder, own.body(), promtool, "check", "metrics");
    assertThat(checked.code()).as(checked.text()).isZero();
    assertThat(checked.text()).isEmpty();
  }
}
