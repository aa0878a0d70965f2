package io.trivet.bench.load;

import io.trivet.core.codec.BytesWriter;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/// Remote write 1.0: scrapes 15 s apart, 2,000 samples a request, of hosts with the series of a
/// [Recording] or, without one, 1,000 made ones: counters of seconds with two decimals, integer
/// counters, byte gauges and noise. Some hosts may be replaced every 40 scrapes.
final class MetricsLoad implements Load {
  private static final int SERIES_PER_REQUEST = 2000;
  private static final int SCRAPES_OF_A_HOST = 40;
  private static final String[] NAMES = {
    "node_cpu_seconds_total",
    "node_network_receive_bytes_total",
    "node_memory_Active_bytes",
    "node_filesystem_readonly",
    "node_disk_reads_completed_total",
    "node_scrape_collector_success",
    "node_netstat_Tcp_InSegs",
    "node_load1"
  };

  private final HttpSender sender;
  private final int series;
  private final int scrapes;
  private final long startMs;
  private final double churn;
  private final @Nullable Recording recording;
  private final int seriesOfHost;
  private final byte[][] labels;

  /// @param churn share of the hosts that are replaced
  MetricsLoad(
      String url,
      int series,
      int scrapes,
      double churn,
      @Nullable Recording recording,
      long nowMs) {
    this.sender =
        new HttpSender(
            url + "/api/v1/write",
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "snappy",
            "X-Prometheus-Remote-Write-Version",
            "0.1.0");
    this.series = series;
    this.scrapes = scrapes;
    this.churn = churn;
    this.recording = recording;
    this.seriesOfHost = recording == null ? 1000 : recording.series();
    this.startMs = nowMs - scrapes * 15_000L;
    this.labels = new byte[series][];
    for (int i = 0; i < series; i++) {
      labels[i] = make(i, "");
    }
  }

  private byte[] labels(int series, int scrape) {
    int generation = scrape / SCRAPES_OF_A_HOST;
    boolean replaced = generation > 0 && series / seriesOfHost % 100 < 100 * churn;
    return replaced ? make(series, "-" + generation) : labels[series];
  }

  private byte[] make(int series, String generation) {
    int item = series % seriesOfHost;
    SortedMap<String, String> pairs = new TreeMap<>();
    if (recording == null) {
      pairs.put("__name__", NAMES[item % NAMES.length] + (item / 200 == 0 ? "" : "_" + item / 200));
      pairs.put("cpu", "" + item / 8 % 64);
      pairs.put("device", "device-" + item);
      pairs.put("mode", item % 2 == 0 ? "system" : "user");
    } else {
      pairs.putAll(recording.labels(item));
    }
    pairs.put("instance", "host-" + series / seriesOfHost + generation + ".example.org:9100");
    pairs.put("job", "node");
    BytesWriter out = new BytesWriter();
    pairs.forEach((name, value) -> label(out, name, value));
    return out.toByteArray();
  }

  private static void label(BytesWriter out, String name, String value) {
    BytesWriter pair = new BytesWriter();
    Proto.text(pair, 1, name);
    Proto.text(pair, 2, value);
    Proto.message(out, 1, pair);
  }

  @Override
  public int requests() {
    return scrapes * ((series + SERIES_PER_REQUEST - 1) / SERIES_PER_REQUEST);
  }

  /// The samples of a series follow one another.
  @Override
  public int lane(int request) {
    return request % (requests() / scrapes);
  }

  /// Half an hour of scrapes: Prometheus refuses what is an hour behind.
  @Override
  public int window() {
    return 120 * (requests() / scrapes);
  }

  @Override
  public long send(int request) throws IOException, InterruptedException {
    int perScrape = requests() / scrapes;
    int scrape = request / perScrape;
    int from = request % perScrape * SERIES_PER_REQUEST;
    int to = Math.min(series, from + SERIES_PER_REQUEST);
    BytesWriter body = new BytesWriter((to - from) * 200);
    BytesWriter one = new BytesWriter();
    BytesWriter sample = new BytesWriter();
    for (int i = from; i < to; i++) {
      one.clear();
      one.putBytes(labels(i, scrape));
      sample.clear();
      Proto.fixed64(sample, 1, Double.doubleToRawLongBits(value(i, scrape)));
      Proto.varint(sample, 2, startMs + scrape * 15_000L + i / seriesOfHost % 15_000);
      Proto.message(one, 2, sample);
      Proto.message(body, 1, one);
    }
    byte[] packed = Snappy.rawCompress(body.array(), body.length());
    sender.post(packed, packed.length);
    return to - from;
  }

  /// The same series always has the same values.
  private double value(int series, int scrape) {
    if (recording != null) {
      return recording.value(series % seriesOfHost, series / seriesOfHost, scrape);
    }
    long noise = (series * 0x9e3779b97f4a7c15L ^ scrape * 0xff51afd7ed558ccdL) >>> 40;
    return switch (series % NAMES.length) {
      case 0 ->
          Math.round((series % 1000 * 100 + scrape * 14.7 + noise % 30 / 100.0) * 100) / 100.0;
      case 1 -> series * 1000L + scrape * 150_000L + noise % 9000;
      case 2 -> (1_000_000 + noise % 5000) * 4096.0;
      case 3 -> 0;
      case 4 -> series % 5000 + (scrape * (series % 7));
      case 5 -> 1;
      case 6 -> series * 10L + scrape * 321L + noise % 50;
      default -> noise % 400 / 100.0;
    };
  }

  @Override
  public String unit() {
    return "samples";
  }

  @Override
  public void close() {
    sender.close();
  }
}
