package io.trivet.appliance;

import io.trivet.appliance.self.StoreMetrics;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.logs.LogAppender;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.LogStore;
import io.trivet.logs.LogStoreStatistics;
import io.trivet.metrics.MetricsStatistics;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.store.TimeSeriesStore;
import io.trivet.traces.SpanAppender;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.TraceStoreStatistics;
import io.trivet.traces.store.TraceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// The stores in the data directory: `metrics/`, `logs/` and `traces/`.
record OpenStores(
    DataDirectory directory, MetricsStore metrics, LogStore logStore, TraceStore traceStore)
    implements Stores {
  /// Opens the three; what was opened before a failure is closed again.
  static Stores open(TrivetOptions options, InstantSource clock, CpuPool pool) throws IOException {
    Path data = Path.of(options.storage().dataDir()).toAbsolutePath();
    Disk disk = new NioDisk();
    disk.createDirectories(data);
    DataDirectory directory = DataDirectory.lock(data);
    MetricsStore metrics = null;
    LogStore logs = null;
    try {
      metrics = TimeSeriesStore.open(options.metrics(), disk, data.resolve("metrics"), clock, pool);
      logs = LogStore.open(options.logs(), disk, data.resolve("logs"), clock, pool);
      TraceStore traces =
          TraceStore.open(options.traces(), disk, data.resolve("traces"), clock, pool);
      return new OpenStores(directory, metrics, logs, traces);
    } catch (IOException | RuntimeException e) {
      if (logs != null) {
        logs.close();
      }
      if (metrics != null) {
        metrics.close();
      }
      directory.close();
      throw e;
    }
  }

  @Override
  public void reload(TrivetOptions options) {
    metrics.reload(options.metrics());
    logStore.reload(options.logs());
    traceStore.reload(options.traces());
  }

  @Override
  public LogAppender logAppender() {
    return logStore.appender();
  }

  @Override
  public LogQuerier logs() {
    return logStore.querier();
  }

  @Override
  public SpanAppender spans() {
    return traceStore;
  }

  @Override
  public TraceQuerier traces() {
    return traceStore.querier();
  }

  @Override
  public void flush() throws IOException {
    metrics.flush();
    logStore.flush();
    traceStore.flush();
  }

  @Override
  public List<DiskBudget.Share> shares() {
    return List.of(
        new Share("metrics", metrics::diskBytes, metrics::dropOldestBlock),
        new Share("logs", logStore::diskBytes, logStore::dropOldestBlock),
        new Share("traces", traceStore::diskBytes, traceStore::dropOldestBlock));
  }

  private interface Ask<T> {
    T ask() throws IOException;
  }

  private record Share(String signal, Ask<Long> bytes, Ask<Boolean> drop)
      implements DiskBudget.Share {
    @Override
    public long diskBytes() throws IOException {
      return bytes.ask();
    }

    @Override
    public boolean dropOldestBlock() throws IOException {
      return drop.ask();
    }
  }

  @Override
  public List<StoreMetrics.Source> statistics() {
    return List.of(
        new StoreMetrics.Source("metrics", this::metricsNumbers),
        new StoreMetrics.Source("logs", this::logNumbers),
        new StoreMetrics.Source("traces", this::traceNumbers));
  }

  private StoreMetrics.Numbers metricsNumbers() {
    MetricsStatistics now = metrics.statistics();
    return new StoreMetrics.Numbers(
        now.series(),
        now.headBytes(),
        now.blocks(),
        now.blockBytes(),
        now.flushes(),
        now.compactions(),
        now.maintenanceFailures(),
        now.journal());
  }

  private StoreMetrics.Numbers logNumbers() {
    try {
      LogStoreStatistics now = logStore.statistics();
      return new StoreMetrics.Numbers(
          now.headStreams(),
          now.headBytes(),
          now.blocks(),
          now.blockBytes(),
          now.flushes(),
          now.compactions(),
          now.flushFailures(),
          now.journal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoreMetrics.Numbers traceNumbers() {
    try {
      TraceStoreStatistics now = traceStore.statistics();
      return new StoreMetrics.Numbers(
          now.headTraces(),
          now.headBytes(),
          now.blocks(),
          now.blockBytes(),
          0,
          0,
          0,
          now.journal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (directory;
        metrics;
        logStore) {
      traceStore.close();
    }
  }
}
