package io.trivet.appliance;

import io.trivet.appliance.self.StoreMetrics;
import io.trivet.config.option.TrivetOptions;
import io.trivet.logs.LogAppender;
import io.trivet.logs.LogQuerier;
import io.trivet.metrics.MetricsStore;
import io.trivet.traces.SpanAppender;
import io.trivet.traces.TraceQuerier;
import java.io.IOException;
import java.util.List;

/// The three stores of the process, opened together and closed together.
interface Stores extends AutoCloseable {
  MetricsStore metrics();

  /// A new appender for one thread.
  LogAppender logAppender();

  LogQuerier logs();

  SpanAppender spans();

  TraceQuerier traces();

  /// Takes new values of the options that are marked reloadable.
  void reload(TrivetOptions options);

  /// Writes all heads to blocks; returns when they are on disk.
  void flush() throws IOException;

  /// What each takes on disk and can give back.
  List<DiskBudget.Share> shares();

  /// Where the numbers of each store come from.
  List<StoreMetrics.Source> statistics();

  /// Closes all of them, the last opened first, whatever happens on the way.
  @Override
  void close() throws IOException;
}
