package io.trivet.bench.traces;

import io.trivet.bench.load.TracesLoad;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanScan;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.store.TraceStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Appends spans to a trace store, writes them out, and reads them: figures per CPU second of the
/// whole process. Arguments: number of spans (default 1,000,000).
public final class TraceStoreBench {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private TraceStoreBench() {}

  public static void main(String[] args) throws Exception {
    int spans = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Path directory = Files.createTempDirectory("trivet-traces");
    NioDisk disk = new NioDisk();
    try (CpuPool pool = new CpuPool("bench", 2, 100);
        TraceStore store =
            TraceStore.open(
                TraceStoreOptions.DEFAULT, disk, directory, InstantSource.system(), pool)) {
      int requests = spans / 1000;
      long start = (System.currentTimeMillis() - 600_000) * 1_000_000;
      List<long[]> ids = new ArrayList<>();
      long makeCpu = 0;
      long begin = SYSTEM.getProcessCpuTime();
      for (int i = 0; i < requests; i++) {
        long before = SYSTEM.getProcessCpuTime();
        byte[] body = TracesLoad.body(i, requests, start);
        makeCpu += SYSTEM.getProcessCpuTime() - before;
        store.append(body, 0, body.length);
      }
      long appendCpu = SYSTEM.getProcessCpuTime() - begin - makeCpu;
      begin = SYSTEM.getProcessCpuTime();
      store.flush();
      long flushCpu = SYSTEM.getProcessCpuTime() - begin;
      System.out.printf(
          "append %,.0f spans a CPU second (with blocks written meanwhile), last flush %.2f CPU"
              + " s%n",
          spans / (appendCpu / 1e9), flushCpu / 1e9);
      System.out.printf(
          "blocks %.1f bytes a span%n", (double) store.statistics().blockBytes() / spans);
      TraceQuerier querier = store.querier();
      for (int round = 0; round < 3; round++) {
        begin = System.nanoTime();
        long[] errors = {0, 0};
        querier.scan(
            QueryContext.unbounded(),
            new SpanScan(TimeRange.ALL, List.of()),
            table -> {
              AttributeColumn route = table.attribute(AttributeScope.SPAN, "http.route");
              for (int row = 0; row < table.size(); row++) {
                errors[0] += table.status(row) == 2 ? 1 : 0;
                errors[1] += route != null && route.stringId(row) == 3 ? 1 : 0;
              }
              if (ids.size() < 2000) {
                ids.add(new long[] {table.traceIdHigh(0), table.traceIdLow(0)});
              }
              return true;
            });
        System.out.printf(
            "scan of status and one attribute: %.3f s (%d errors)%n",
            (System.nanoTime() - begin) / 1e9, errors[0]);
      }
      long[] times = new long[ids.size()];
      for (int i = 0; i < times.length; i++) {
        begin = System.nanoTime();
        byte[] found = querier.trace(QueryContext.unbounded(), ids.get(i)[0], ids.get(i)[1]);
        times[i] = System.nanoTime() - begin;
        if (found == null) {
          throw new IllegalStateException("a trace is not found");
        }
      }
      Arrays.sort(times);
      System.out.printf(
          "trace by id: median %.2f ms, p99 %.2f ms%n",
          times[times.length / 2] / 1e6, times[times.length * 99 / 100] / 1e6);
    } finally {
      disk.delete(directory);
    }
  }
}
