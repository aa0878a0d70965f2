package io.trivet.bench.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.trivet.core.codec.Hash128;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.BlockStatistics;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.store.TimeSeriesStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes scrapes of many targets into a store, then reads, flushes and reopens it, and prints what
/// each costs.
///
/// ```text
/// MetricsStoreBench DIR SERIES SCRAPES [RECORDING]
/// ```
///
/// A recording has the names of series in its first line and one line of values for each scrape;
/// every target repeats it with an offset in time. Without one, values are made up.
public final class MetricsStoreBench {
  private static final int BATCH = 2000;
  private static final long STEP_MS = 15_000;

  private final Path directory;
  private final int series;
  private final int scrapes;
  private final double[][] recording;
  private final String[] names;
  private final CpuPool pool = new CpuPool("bench", 2, 16);
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long now = 1_700_006_400_000L;

  private MetricsStoreBench(Path directory, int series, int scrapes, List<String> lines) {
    this.directory = directory;
    this.series = series;
    this.scrapes = scrapes;
    this.names = lines.getFirst().split(" ");
    this.recording = new double[lines.size() - 1][];
    for (int i = 0; i < recording.length; i++) {
      String[] fields = lines.get(i + 1).split(" ");
      recording[i] = new double[names.length];
      for (int j = 0; j < names.length; j++) {
        recording[i][j] = Double.parseDouble(fields[j]);
      }
    }
  }

  public static void main(String[] args) throws IOException {
    List<String> lines = args.length > 3 ? Files.readAllLines(Path.of(args[3])) : madeUp(500, 240);
    new MetricsStoreBench(
            Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), lines)
        .run();
  }

  private static List<String> madeUp(int names, int scrapes) {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    double[] values = new double[names];
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < names; i++) {
      line.append("metric_").append(i).append(' ');
    }
    lines.add(line.toString().trim());
    for (int s = 0; s < scrapes; s++) {
      line.setLength(0);
      for (int i = 0; i < names; i++) {
        switch (i % 4) {
          case 0 -> values[i] += random.nextInt(20);
          case 1 -> values[i] = Math.round(values[i] * 100 + random.nextInt(150)) / 100.0;
          case 2 -> values[i] = 4096.0 * (1000 + random.nextInt(50));
          default -> values[i] = i;
        }
        line.append(values[i]).append(' ');
      }
      lines.add(line.toString().trim());
    }
    return lines;
  }

  private TimeSeriesStore open() throws IOException {
    MetricsStoreOptions options =
        new MetricsStoreOptions(
            Duration.ofDays(15),
            Duration.ZERO,
            Duration.ofMinutes(10),
            0,
            ByteSize.mebibytes(0),
            100_000,
            Duration.ofHours(2),
            Duration.ZERO,
            ByteSize.mebibytes(512),
            ByteSize.mebibytes(64),
            Duration.ofSeconds(1),
            JournalOptions.DEFAULT);
    return TimeSeriesStore.open(
        options, new NioDisk(), directory, () -> Instant.ofEpochMilli(now), pool);
  }

  private void run() throws IOException {
    TimeSeriesStore store = open();
    write(store, 0, 1, "first sight");
    write(store, 1, scrapes, "known");
    memory("after writing");
    read(store, "from the head");
    long cpu = system.getProcessCpuTime();
    store.flush();
    done("flush", cpu, (long) series * scrapes);
    size(store);
    store.maintain();
    size(store);
    memory("after the flush");
    read(store, "from blocks");
    read(store, "from blocks again");
    write(store, scrapes, scrapes + 2, "known after the flush");
    store.close();
    cpu = system.getProcessCpuTime();
    store = open();
    done("reopen", cpu, 2L * series);
    read(store, "mixed");
    store.close();
    pool.close();
  }

  private byte[] rawLabels(int target, int name) {
    return ("__name__"
            + names[name]
            + "instance10.0."
            + target / 250
            + '.'
            + target % 250
            + ":9100jobnode-exporterclustereu-west-1-productionnamespacemonitoring")
        .getBytes(StandardCharsets.UTF_8);
  }

  private Labels labels(int target, int name) {
    return Labels.of(
        "__name__",
        names[name],
        "cluster",
        "eu-west-1-production",
        "instance",
        "10.0." + target / 250 + '.' + target % 250 + ":9100",
        "job",
        "node-exporter",
        "namespace",
        "monitoring");
  }

  private void write(TimeSeriesStore store, int from, int to, String what) throws IOException {
    MetricsAppender appender = store.appender();
    long start = system.getProcessCpuTime();
    long made = 0;
    // What it costs to make up the load, to be taken off.
    for (int first = 0; first < series; first += BATCH) {
      made += load(first, Math.min(BATCH, series - first)).length;
    }
    long making = (system.getProcessCpuTime() - start) * (to - from);
    start = system.getProcessCpuTime();
    long threadStart = threads.getCurrentThreadCpuTime();
    long loading = 0;
    Hash128 hash = new Hash128();
    for (int scrape = from; scrape < to; scrape++) {
      now += STEP_MS;
      double[] row = recording[scrape % recording.length];
      for (int first = 0; first < series; first += BATCH) {
        long before = threads.getCurrentThreadCpuTime();
        byte[][] raw = load(first, Math.min(BATCH, series - first));
        loading += threads.getCurrentThreadCpuTime() - before;
        for (int i = 0; i < raw.length; i++) {
          int target = (first + i) / names.length;
          int name = (first + i) % names.length;
          hash.hash(raw[i], 0, raw[i].length);
          long ref = appender.lookup(hash.high(), hash.low());
          if (ref == MetricsAppender.NO_SERIES) {
            ref = appender.series(labels(target, name), hash.high(), hash.low());
          }
          double value = row[name] + (name + target & 1) * target;
          appender.add(ref, now + target % 50 * 100L, value, 0);
        }
        appender.commit();
      }
    }
    long spent = system.getProcessCpuTime() - start - making;
    long ownSpent = threads.getCurrentThreadCpuTime() - threadStart - loading;
    long samples = made * (to - from);
    System.out.printf(
        "%-24s %,12d samples, %.0f ns each in the thread of the writer, %.0f in all threads"
            + " (compiler, journal, collector, flushes)%n",
        what, samples, (double) ownSpent / samples, (double) spent / samples);
  }

  private byte[][] load(int first, int count) {
    byte[][] raw = new byte[count][];
    for (int i = 0; i < count; i++) {
      raw[i] = rawLabels((first + i) / names.length, (first + i) % names.length);
    }
    return raw;
  }

  private void read(TimeSeriesStore store, String what) {
    for (String selector : List.of("one metric", "everything")) {
      List<LabelMatcher> matchers =
          selector.equals("everything")
              ? List.of()
              : List.of(LabelMatcher.equal(Labels.METRIC_NAME, names[names.length / 2]));
      long cpu = system.getProcessCpuTime();
      long samples = 0;
      try (var selection =
          store.querier().select(QueryContext.unbounded(), matchers, TimeRange.ALL)) {
        SampleBuffer buffer = new SampleBuffer();
        for (int i = 0; i < selection.size(); i++) {
          selection.read(i, buffer);
          samples += buffer.size;
        }
      }
      done("read " + selector + ' ' + what, cpu, samples);
    }
  }

  private void done(String what, long cpuBefore, long samples) {
    long spent = system.getProcessCpuTime() - cpuBefore;
    System.out.printf(
        "%-24s %,12d samples, %,6d ms CPU, %.1f ns each%n",
        what, samples, spent / 1_000_000, (double) spent / samples);
  }

  private void size(TimeSeriesStore store) {
    long bytes = 0;
    long samples = 0;
    for (BlockStatistics block : store.blocks()) {
      bytes += block.bytes();
      samples += block.floatSamples();
    }
    System.out.printf(
        "%-24s %,12d samples, %,d bytes, %.3f each, %d blocks%n",
        "disk", samples, bytes, (double) bytes / samples, store.blocks().size());
  }

  private void memory(String what) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    String rss =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("");
    System.out.printf(
        "%-24s heap %,d bytes, %.0f a series; %s%n", what, used, (double) used / series, rss);
  }
}
