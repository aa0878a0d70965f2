package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where rules write their series, and find again what they wrote before a restart. Safe for use
/// from any thread.
public interface RuleStorage {
  /// A new batch, for one thread.
  Batch batch();

  /// The newest sample of each series with this metric name and this `alertname` in a time range,
  /// both ends included, by labels without the metric name; staleness markers included.
  ///
  /// @throws io.trivet.core.error.TrivetException if the series cannot be read
  Map<Labels, Stored> newest(String metric, String alertName, long startMs, long endMs);

  /// A sample that was written.
  ///
  /// @param stale whether it is a staleness marker
  record Stored(long timeMs, double value, boolean stale) {}

  /// Samples which are written together.
  interface Batch {
    /// @return why the sample is not taken, null when it is
    @Nullable String add(RuleSample sample, long timeMs);

    /// Says that a series has ended; of no consequence where the store does not take it.
    void addStale(Labels series, long timeMs);

    /// @throws IOException if nothing of the batch could be written
    void commit() throws IOException;
  }
}
