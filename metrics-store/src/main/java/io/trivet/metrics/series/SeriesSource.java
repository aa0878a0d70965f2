package io.trivet.metrics.series;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;

/// Series found in one place: the head or a block. Safe for use from any thread.
public interface SeriesSource {
  /// Number of series; positions are `0 .. size() - 1`.
  int size();

  /// Number by which a series is recognised in other places of the same store.
  long labelHash(int position);

  Labels labels(int position);

  /// Value of one label, "" when absent.
  String label(int position, String name);

  /// Appends the samples of a series within a range, both ends included.
  void read(int position, long min, long max, SampleBuffer into);
}
