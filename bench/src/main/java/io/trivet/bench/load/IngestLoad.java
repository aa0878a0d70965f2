package io.trivet.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends one kind of load to a server and prints what it cost the server.
///
/// ```text
/// IngestLoad metrics|logs|traces pid=PID [url=http://127.0.0.1:9090] [senders=4] [warmup=0.2]
///   metrics: [series=100000] [scrapes=240] [churn=0] [recording=DIR]
///   logs: [bytes=1000000000] [folder=DIR]
///   traces: [host=127.0.0.1] [port=4317] [spans=1000000] [compression=identity]
/// ```
public final class IngestLoad {
  private IngestLoad() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      options.put(pair[0], pair[1]);
    }
    String kind = args.length == 0 ? "" : args[0];
    ProcessUsage server = new ProcessUsage(Long.parseLong(options.getOrDefault("pid", "0")));
    int senders = Integer.parseInt(options.getOrDefault("senders", "4"));
    double warmup = Double.parseDouble(options.getOrDefault("warmup", "0.2"));
    try (Load load = load(kind, options)) {
      int warm = (int) (load.requests() * warmup);
      long before = run(load, senders, 0, warm);
      double cpuBefore = server.cpuSeconds();
      long begin = System.nanoTime();
      long units = run(load, senders, warm, load.requests());
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpu = server.cpuSeconds() - cpuBefore;
      System.out.printf(
          "%s: %,d %s in %.1f s (%,.0f a second); server %.2f CPU s: %,.0f %s a CPU second; RSS"
              + " %.0f MiB; all %,d%n",
          kind,
          units,
          load.unit(),
          seconds,
          units / seconds,
          cpu,
          units / Math.max(cpu, 0.01),
          load.unit(),
          server.residentMebibytes(),
          before + units);
    }
  }

  private static Load load(String kind, Map<String, String> options) throws Exception {
    long now = System.currentTimeMillis();
    return switch (kind) {
      case "metrics" ->
          new MetricsLoad(
              options.getOrDefault("url", "http://127.0.0.1:9090"),
              Integer.parseInt(options.getOrDefault("series", "100000")),
              Integer.parseInt(options.getOrDefault("scrapes", "240")),
              Double.parseDouble(options.getOrDefault("churn", "0")),
              options.containsKey("recording")
                  ? new Recording(Path.of(options.get("recording")))
                  : null,
              now);
      case "logs" ->
          new LogsLoad(
              options.getOrDefault("url", "http://127.0.0.1:3100"),
              Path.of(options.getOrDefault("folder", "../shared/data/logs")),
              Long.parseLong(options.getOrDefault("bytes", "1000000000")),
              now);
      case "traces" ->
          new TracesLoad(
              options.getOrDefault("host", "127.0.0.1"),
              Integer.parseInt(options.getOrDefault("port", "4317")),
              Long.parseLong(options.getOrDefault("spans", "1000000")),
              options.getOrDefault("compression", "identity"),
              now);
      default ->
          throw new IllegalArgumentException("say metrics, logs or traces, then pid=PID and more");
    };
  }

  private static long run(Load load, int senders, int from, int to) throws Exception {
    AtomicLong units = new AtomicLong();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    AtomicIntegerArray at = new AtomicIntegerArray(senders);
    for (int i = 0; i < senders; i++) {
      at.set(i, from);
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      int sender = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int r = from; r < to && failure.get() == null; r++) {
                    if (load.lane(r) % senders == sender) {
                      at.set(sender, r);
                      while (r - slowest(at) > load.window() && failure.get() == null) {
                        Thread.sleep(1);
                      }
                      units.addAndGet(load.send(r));
                    }
                  }
                } catch (Exception e) {
                  failure.compareAndSet(null, e);
                } finally {
                  at.set(sender, to);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return units.get();
  }

  private static int slowest(AtomicIntegerArray at) {
    int slowest = at.get(0);
    for (int i = 1; i < at.length(); i++) {
      slowest = Math.min(slowest, at.get(i));
    }
    return slowest;
  }
}
