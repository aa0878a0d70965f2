package io.trivet.appliance.e2e;

import static io.trivet.appliance.testing.ProtoMessage.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.trivet.testkit.HttpSender;
import io.trivet.testkit.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a real Prometheus to us, and back to it.
final class PrometheusMigrationIT {
  /// Everything that the test has put anywhere, two days.
  private static final String EVERYTHING = "{__name__=~\"shop_.*|up|latency.*\"}[2d]";

  @TempDir Path folder;

  @Test
  void data_of_prometheus_comes_here_and_goes_back() throws IOException {
    String prometheus = Program.installed("prometheus");
    String promtool = Program.installed("promtool");
    long now = System.currentTimeMillis() / 1000;
    Path tsdb = backfill(promtool, now);
    Map<String, List<String>> expected;
    PrometheusApi there = new PrometheusApi("http://127.0.0.1:" + Program.freePort());
    try (Program server = serve(prometheus, there, tsdb)) {
      Program.eventually("ready", there::isReady);
      write(there, now);
      Program.eventually("scrapes", () -> there.samples("up[5m]", now + 60).size() == 1);
      delete(there, "shop_orders{country=\"de\"}", now - 40_000, now - 30_000);
      server.stop();
    }
    try (Program server = serve(prometheus, there, tsdb)) {
      Program.eventually("ready", there::isReady);
      // Nothing is scraped any more: what is there stays as it is.
      expected = there.samples(EVERYTHING, now + 60);
      server.stop();
    }
    assertThat(expected).hasSize(5);
    assertThat(imports(tsdb)).startsWith("Imported ").contains("0 were there already");
    try (ServerProcess server = ServerProcess.start(folder, "--set", "self.scrape=false")) {
      PrometheusApi here = new PrometheusApi("http://127.0.0.1:" + server.port("prometheus"));
      assertThat(here.samples(EVERYTHING, now + 60)).isEqualTo(expected);
      server.stop();
    }
    assertThat(imports(tsdb)).startsWith("Imported 0 samples into 0 blocks");
    Path back = folder.resolve("back");
    Program.Output exported =
        Program.trivet(folder, "export", "prometheus", back.toString(), "--data", folder + "/data");
    assertThat(exported.code()).as(exported.text()).isZero();
    readsWithTool(promtool, tsdb, back);
    try (Program server = serve(prometheus, there, back)) {
      Program.eventually("ready", there::isReady);
      assertThat(there.samples(EVERYTHING, now + 60)).isEqualTo(expected);
      server.stop();
      assertThat(server.text()).doesNotContain("level=error");
    }
  }

  /// Blocks over the last day.
  private Path backfill(String promtool, long now) throws IOException {
    StringBuilder text = new StringBuilder("# TYPE shop_orders gauge\n");
    for (String country : List.of("at", "de")) {
      for (long time = now - 86_400; time < now - 7200; time += 60) {
        text.append("shop_orders{Zone=\"z\",country=\"").append(country).append("\"} ");
        text.append(time % 977 / 8.0).append(' ').append(time).append('\n');
      }
    }
    Path file = Files.writeString(folder.resolve("orders.txt"), text.append("# EOF\n"));
    Path tsdb = folder.resolve("tsdb");
    Program.output(
        folder,
        promtool,
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        file.toString(),
        tsdb.toString());
    return tsdb;
  }

  private Program serve(String prometheus, PrometheusApi api, Path tsdb) throws IOException {
    String address = api.base().substring("http://".length());
    // The first time it scrapes itself, later nothing.
    String target = Files.exists(tsdb.resolve("wal")) ? "" : "'" + address + "'";
    Path configuration =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            "global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: self\n"
                + "  static_configs:\n  - targets: ["
                + target
                + "]\n");
    return Program.start(
        folder,
        prometheus,
        "--config.file=" + configuration,
        "--storage.tsdb.path=" + tsdb,
        "--web.listen-address=" + address,
        "--web.enable-admin-api",
        "--web.enable-remote-write-receiver",
        "--enable-feature=native-histograms");
  }

  /// Native histograms with integer and with float counts, and a counter.
  private static void write(PrometheusApi api, long now) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    for (boolean isInteger : new boolean[] {true, false}) {
      String name = isInteger ? "latency" : "latency_floats";
      byte[][] histograms = new byte[40][];
      for (int i = 0; i < histograms.length; i++) {
        histograms[i] = histogram(isInteger, i, (now - 400 + 10L * i) * 1000);
      }
      byte[] series =
          message(out -> {
            out.writeByteArray(1, label("__name__", name));
            out.writeByteArray(1, label("path", "/\u00e4"));
            for (byte[] histogram : histograms) {
              out.writeByteArray(4, histogram);
            }
          });
      request.writeBytes(message(out -> out.writeByteArray(1, series)));
    }
    HttpSender.Reply reply =
        HttpSender.post(
            URI.create(api.base() + "/api/v1/write"),
            Bodies.snappy(request.toByteArray()),
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "snappy");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
  }

  private static byte[] label(String name, String value) throws IOException {
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, value);
    });
  }

  /// `prometheus.Histogram` of remote write 1.0: five buckets in two spans, which reset once and
  /// change their layout once.
  private static byte[] histogram(boolean isInteger, int i, long time) throws IOException {
    int n = 3 + (i < 30 ? i : i - 30);
    int[] counts = i < 20 ? new int[] {n, 2, 0, 5, 1} : new int[] {n, 2, 7, 5, 1};
    int sum = 4;
    for (int count : counts) {
      sum += count;
    }
    double total = isInteger ? sum : sum + 0.5;
    byte[] first = message(out -> span(out, i < 20 ? -2 : -3, 2));
    byte[] second = message(out -> span(out, 1, 3));
    return message(out -> {
      if (isInteger) {
        out.writeUInt64(1, (long) total);
      } else {
        out.writeDouble(2, total);
      }
      out.writeDouble(3, n * 1.25);
      // Bounds are powers of two, which every version writes the same way.
      out.writeSInt32(4, 0);
      out.writeDouble(5, 0.001);
      if (isInteger) {
        out.writeUInt64(6, 4);
      } else {
        out.writeDouble(7, 4.5);
      }
      out.writeByteArray(11, first);
      out.writeByteArray(11, second);
      int before = 0;
      for (int count : counts) {
        if (isInteger) {
          out.writeSInt64(12, count - before);
          before = count;
        } else {
          out.writeDouble(13, count);
        }
      }
      out.writeInt64(15, time);
    });
  }

  private static void span(CodedOutputStream out, int offset, int length) throws IOException {
    out.writeSInt32(1, offset);
    out.writeUInt32(2, length);
  }

  private static void delete(PrometheusApi api, String selector, long start, long end)
      throws IOException {
    String query =
        HttpSender.query(
            "match[]", selector, "start", Long.toString(start), "end", Long.toString(end));
    HttpSender.Reply reply =
        HttpSender.post(
            URI.create(api.base() + "/api/v1/admin/tsdb/delete_series" + query), new byte[0]);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
  }

  private String imports(Path tsdb) throws IOException {
    Program.Output output =
        Program.trivet(folder, "import", "prometheus", tsdb.toString(), "--data", folder + "/data");
    assertThat(output.code()).as(output.text()).isZero();
    return output.text().lines().filter(line -> line.startsWith("Imported")).findFirst().orElse("");
  }

  private void readsWithTool(String promtool, Path tsdb, Path back) throws IOException {
    assertThat(Program.output(folder, promtool, "tsdb", "list", back.toString()))
        .contains("NUM SAMPLES");
    assertThat(Program.output(folder, promtool, "tsdb", "analyze", back.toString()))
        .contains("Label names:", "Highest cardinality metric names:");
    String match = "--match={__name__=~\"shop_.*\"}";
    String expected = Program.output(folder, promtool, "tsdb", "dump", match, tsdb.toString());
    assertThat(expected.lines()).hasSizeGreaterThan(2000);
    assertThat(Program.output(folder, promtool, "tsdb", "dump", match, back.toString()))
        .isEqualTo(expected);
  }
}
