package io.trivet.bench.logs;

import com.sun.management.OperatingSystemMXBean;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// `LogStoreBench SAMPLES [MB]`: for each sample file of a directory, and for a mixed load of 1,000
/// streams, prints MB of lines per CPU second of append and commit, bytes of blocks per byte of
/// line, and for the mixed load the CPU seconds of some scans.
public final class LogStoreBench {
  private static final int BATCH_BYTES = 1 << 20;
  private static final int PAGE_BYTES = 256 * 1024;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private LogStoreBench() {}

  /// Entries that were made before the clock starts, in large arrays.
  private static final class Load {
    final List<byte[]> bytes = new ArrayList<>();
    final List<int[]> entries = new ArrayList<>();
    private byte[] lines = new byte[BATCH_BYTES];
    private int[] places = new int[1 << 16];
    private int used;
    private int count;
    long lineBytes;

    void add(int stream, byte[] line) {
      if (used + line.length > lines.length || 2 * count + 2 > places.length) {
        finish();
      }
      System.arraycopy(line, 0, lines, used, line.length);
      places[2 * count] = stream;
      used += line.length;
      places[2 * count + 1] = used;
      count++;
      lineBytes += line.length;
    }

    void finish() {
      bytes.add(Arrays.copyOf(lines, used));
      entries.add(Arrays.copyOf(places, 2 * count));
      used = 0;
      count = 0;
    }
  }

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
    Load load = mixed(lines, megabytes, 1000, 50);
    measure("mixed, cold", load, 1000);
    measure("mixed, warm", load, 1000);
  }

  /// @param servicePercent share of lines of services
  private static Load mixed(
      List<List<byte[]>> samples, int megabytes, int streams, int servicePercent) {
    SplittableRandom random = new SplittableRandom(1);
    Load load = new Load();
    int[] next = new int[samples.size()];
    while (load.lineBytes < (long) megabytes << 20) {
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
        load.add(stream, line);
      }
    }
    load.finish();
    return load;
  }

  private static void measure(String name, Load load, int streams) throws IOException {
    Path directory = Files.createTempDirectory("logs-bench");
    NioDisk disk = new NioDisk();
    try (CpuPool pool = new CpuPool("bench", 2, 100);
        LogStore store =
            LogStore.open(LogStoreOptions.DEFAULT, disk, directory, InstantSource.system(), pool)) {
      double calibration = compressAlone(load);
      long cpu = SYSTEM.getProcessCpuTime();
      append(store, load, streams);
      double appendSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      store.flush();
      double allSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      long blockBytes = disk.sizeBytes(directory.resolve("blocks"));
      System.out.printf(
          Locale.ROOT,
          "%-14s %4d MB lines, %5.0f MB per CPU s (%5.0f with flush, zstd alone %5.0f), 1/%.2f on"
              + " disk, filters %.1f %%%n",
          name,
          load.lineBytes >> 20,
          load.lineBytes / 1e6 / appendSeconds,
          load.lineBytes / 1e6 / allSeconds,
          calibration,
          (double) load.lineBytes / blockBytes,
          100.0 * filterBytes(disk, directory) / blockBytes);
      if (streams > 100) {
        scans(store, load);
      }
    } finally {
      disk.delete(directory);
    }
  }

  /// MB per CPU second that compression of the same lines takes by itself, here and now.
  private static double compressAlone(Load load) {
    BytesWriter out = new BytesWriter(1 << 20);
    long cpu = SYSTEM.getProcessCpuTime();
    try (Zstd zstd = new Zstd()) {
      for (byte[] lines : load.bytes) {
        for (int at = 0; at < lines.length; at += PAGE_BYTES) {
          out.clear();
          zstd.compress(lines, at, Math.min(PAGE_BYTES, lines.length - at), out);
        }
      }
    }
    return load.lineBytes / 1e6 / ((SYSTEM.getProcessCpuTime() - cpu) / 1e9);
  }

  private static long filterBytes(NioDisk disk, Path directory) throws IOException {
    long sum = 0;
    for (Path block : disk.list(directory.resolve("blocks"))) {
      sum += disk.sizeBytes(block.resolve("filters"));
    }
    return sum;
  }

  private static void append(LogStore store, Load load, int streams) throws IOException {
    Labels[] labels = new Labels[streams];
    for (int i = 0; i < streams; i++) {
      labels[i] = Labels.of("app", "service-" + i % 40, "pod", "pod-" + i);
    }
    LogAppender appender = store.appender();
    long time = Instant.now().minusSeconds(3600).toEpochMilli() * 1_000_000;
    for (int batch = 0; batch < load.bytes.size(); batch++) {
      byte[] lines = load.bytes.get(batch);
      int[] entries = load.entries.get(batch);
      int start = 0;
      for (int i = 0; i < entries.length; i += 2) {
        long stream = appender.lookup(1, entries[i]);
        if (stream == LogAppender.NO_STREAM) {
          stream = appender.stream(labels[entries[i]], 1, entries[i]);
        }
        time += 1_000_000;
        LogAppendStatus status = appender.add(stream, time, lines, start, entries[i + 1] - start);
        if (status != LogAppendStatus.ACCEPTED) {
          throw new IllegalStateException("entry " + status);
        }
        start = entries[i + 1];
      }
      appender.commit();
    }
  }

  private static void scans(LogStore store, Load load) {
    int[] entries = load.entries.getFirst();
    int i = 0;
    while (entries[i] >= 10) {
      i += 2;
    }
    int start = i == 0 ? 0 : entries[i - 1];
    String text =
        new String(load.bytes.getFirst(), start, entries[i + 1] - start, StandardCharsets.UTF_8);
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
