package io.trivet.metrics;

import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes one batch: series are looked up or created, samples are added, [#commit] makes the batch
/// durable and visible as a whole. Owned by one thread; after [#commit] or [#rollback] it can take
/// the next batch.
///
/// A sender recognises a known series without parsing its labels: it hashes the raw bytes which
/// name the series in its protocol to 128 bits and asks [#lookup]; only on [#NO_SERIES] it parses
/// the labels and calls [#series], which remembers the hash.
public interface MetricsAppender {
  /// No series has this hash.
  long NO_SERIES = -1;

  /// No start timestamp is known.
  long NO_START = 0;

  /// Reference of the series that was registered under this 128-bit hash, or [#NO_SERIES].
  /// References stay valid until the process ends or the series leaves the head; an outdated one is
  /// answered with [AppendStatus#UNKNOWN_SERIES].
  long lookup(long hashHigh, long hashLow);

  /// Reference of the series with these labels, created if new, and registered under the hash.
  ///
  /// @throws io.trivet.core.error.TrivetException of kind LIMITED beyond the limit of series
  long series(Labels labels, long hashHigh, long hashLow);

  /// Reference of the series with these labels, created if new.
  ///
  /// @throws io.trivet.core.error.TrivetException of kind LIMITED beyond the limit of series
  long series(Labels labels);

  /// Adds a float sample.
  ///
  /// @param startMs start timestamp in ms, or [#NO_START]
  AppendStatus add(long series, long timestampMs, double value, long startMs);

  /// Adds a native histogram sample.
  AppendStatus add(long series, long timestampMs, NativeHistogram value, long startMs);

  /// Time in ms of the newest sample of a series, those of the batch included, `Long.MIN_VALUE` if
  /// there is none.
  long newestTime(long series);

  /// Value of that sample, null if it is a histogram or there is none.
  @Nullable Double newestValue(long series);

  AppendStatus addExemplar(long series, Exemplar exemplar);

  /// Remembers metadata of a metric family by its name.
  void metadata(String metricName, MetricMetadata metadata);

  /// Writes the batch to the journal, waits as `wal.sync` promises, and makes it visible.
  ///
  /// @throws IOException if the journal cannot take it; then nothing of the batch is visible
  void commit() throws IOException;

  /// Forgets the batch. Series it created stay known but are not visible.
  void rollback();
}
