package io.trivet.bench.logs;

import com.sun.management.OperatingSystemMXBean;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.BatchCursor;
import io.trivet.logs.Direction;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.LogAppendStatus;
import io.trivet.logs.LogAppender;
import io.trivet.logs.LogScan;
import io.trivet.logs.LogScan.Columns;
import io.trivet.logs.LogStore;
import io.trivet.logs.LogStoreOptions;
import io.trivet.logs.StreamSelection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// `LogStoreBench SAMPLES [MB]`: for each sample file of a directory, and for a mixed load of 1,000
/// streams, prints MB of lines per CPU second of append and commit, bytes of blocks per byte of
/// line, and for the mixed load the CPU seconds of some scans.
public final class LogStoreBench {
  private static final int BATCH_BYTES = 1 << 20;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private LogStoreBench() {}

  /// Entries that were made before the clock starts.
  private record Entry(int stream, byte[] line) {}

  public static void main(String[] arguments) throws IOException {
    Path samples = Path.of(arguments[0]);
    int megabytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    List<Path> files;
    try (Stream<Path> list = Files.list(samples)) {
      files = list.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    List<List<byte[]>> lines = new ArrayList<>();
    for (Path file : files) {
      lines.add(LogLines.ofFile(file));
    }
    for (int i = 0; i < files.size(); i++) {
      List<List<byte[]>> one = List.of(lines.get(i));
      measure(String.valueOf(files.get(i).getFileName()), mixed(one, megabytes / 4, 4, 0), 4);
    }
    measure("mixed", mixed(lines, megabytes, 1000, 50), 1000);
  }

  /// @param servicePercent share of lines of services
  private static List<Entry> mixed(
      List<List<byte[]>> samples, int megabytes, int streams, int servicePercent) {
    SplittableRandom random = new SplittableRandom(1);
    List<Entry> entries = new ArrayList<>();
    int[] next = new int[samples.size()];
    long bytes = 0;
    while (bytes < (long) megabytes << 20) {
      int stream = random.nextInt(streams);
      // A sender gives some lines of a stream at a time.
      for (int i = 0; i < 20; i++) {
        byte[] line;
        if (stream * 100 < streams * servicePercent) {
          line = LogLines.service(random, stream);
        } else {
          int file = stream % samples.size();
          List<byte[]> sample = samples.get(file);
          int at = next[file]++;
          line = LogLines.varied(sample.get(at % sample.size()), at / sample.size());
        }
        entries.add(new Entry(stream, line));
        bytes += line.length;
      }
    }
    return entries;
  }

  private static void measure(String name, List<Entry> entries, int streams) throws IOException {
    Path directory = Files.createTempDirectory("logs-bench");
    NioDisk disk = new NioDisk();
    try (CpuPool pool = new CpuPool("bench", 2, 100);
        LogStore store =
            LogStore.open(LogStoreOptions.DEFAULT, disk, directory, InstantSource.system(), pool)) {
      long lineBytes = entries.stream().mapToLong(entry -> entry.line().length).sum();
      long cpu = SYSTEM.getProcessCpuTime();
      append(store, entries, streams);
      double appendSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      store.flush();
      double allSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      long blockBytes = disk.sizeBytes(directory.resolve("blocks"));
      System.out.printf(
          Locale.ROOT,
          "%-14s %4d MB lines, %5.0f MB per CPU s (%5.0f with flush), 1/%.2f on disk, filters"
              + " %.1f %%%n",
          name,
          lineBytes >> 20,
          lineBytes / 1e6 / appendSeconds,
          lineBytes / 1e6 / allSeconds,
          (double) lineBytes / blockBytes,
          100.0 * filterBytes(disk, directory) / blockBytes);
      if (streams > 100) {
        scans(store, entries);
      }
    } finally {
      disk.delete(directory);
    }
  }

  private static long filterBytes(NioDisk disk, Path directory) throws IOException {
    long sum = 0;
    for (Path block : disk.list(directory.resolve("blocks"))) {
      sum += disk.sizeBytes(block.resolve("filters"));
    }
    return sum;
  }

  private static void append(LogStore store, List<Entry> entries, int streams) throws IOException {
    Labels[] labels = new Labels[streams];
    for (int i = 0; i < streams; i++) {
      labels[i] = Labels.of("app", "service-" + i % 40, "pod", "pod-" + i);
    }
    LogAppender appender = store.appender();
    long time = Instant.now().minusSeconds(3600).toEpochMilli() * 1_000_000;
    int batch = 0;
    for (Entry entry : entries) {
      long stream = appender.lookup(1, entry.stream());
      if (stream == LogAppender.NO_STREAM) {
        stream = appender.stream(labels[entry.stream()], 1, entry.stream());
      }
      time += 1_000_000;
      LogAppendStatus status = appender.add(stream, time, entry.line(), 0, entry.line().length);
      if (status != LogAppendStatus.ACCEPTED) {
        throw new IllegalStateException("entry " + status);
      }
      batch += entry.line().length;
      if (batch >= BATCH_BYTES) {
        appender.commit();
        batch = 0;
      }
    }
    appender.commit();
  }

  private static void scans(LogStore store, List<Entry> entries) {
    byte[] service = entries.stream().filter(e -> e.stream() < 10).findFirst().get().line();
    String text = new String(service, StandardCharsets.UTF_8);
    String trace = text.substring(text.indexOf("trace_id") + 9).replaceAll("[^0-9a-f]", "");
    for (int round = 0; round < 3; round++) {
      scan(store, "times", "", Columns.TIMES, Direction.FORWARD);
      scan(store, "lengths", "", Columns.TIMES_AND_LENGTHS, Direction.FORWARD);
      scan(store, "lines forward", "", Columns.ALL, Direction.FORWARD);
      scan(store, "lines backward", "", Columns.ALL, Direction.BACKWARD);
      scan(store, "trace id", trace.substring(0, 32), Columns.ALL, Direction.BACKWARD);
      scan(store, "absent id", "0123456789abcdef0123456789abcdef", Columns.ALL, Direction.FORWARD);
    }
  }

  private static void scan(
      LogStore store, String name, String needle, Columns columns, Direction direction) {
    long cpu = SYSTEM.getProcessCpuTime();
    long count = 0;
    long bytes = 0;
    QueryContext context = QueryContext.unbounded();
    List<byte[]> needles =
        needle.isEmpty() ? List.of() : List.of(needle.getBytes(StandardCharsets.UTF_8));
    LogScan scan = new LogScan(List.of(), TimeRange.ALL, direction, needles, columns);
    EntryBatch batch = new EntryBatch();
    try (StreamSelection selection = store.querier().select(context, scan)) {
      for (int i = 0; i < selection.size(); i++) {
        try (BatchCursor cursor = selection.open(i)) {
          while (cursor.next(batch)) {
            count += batch.size;
            bytes += batch.byteLength;
          }
        }
      }
    }
    double seconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "  %-15s %8d entries, %4d MB, %d pages skipped: %.3f CPU s%n",
        name,
        count,
        bytes >> 20,
        context.statistics().chunksSkipped().sum(),
        seconds);
  }
}
