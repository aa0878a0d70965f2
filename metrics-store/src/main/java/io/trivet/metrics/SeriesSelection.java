package io.trivet.metrics;

import io.trivet.core.label.Labels;

/// The series a selector found, each readable on its own, in no particular order. Labels are made
/// only when asked for. All methods may be called from several threads at once; [#close] by the one
/// who asked for the selection, when no thread reads any more.
public interface SeriesSelection extends AutoCloseable {
  int size();

  /// Labels of a series at a position in `0 .. size() - 1`.
  Labels labels(int index);

  /// Value of one label of a series, "" when absent; cheaper than [#labels] for grouping.
  String label(int index, String name);

  /// Clears the buffer and reads the samples of a series within the range of the selection,
  /// ascending in time, staleness markers included. Merges head, blocks and out-of-order samples;
  /// of several samples at one time one is kept.
  void read(int index, SampleBuffer into);

  @Override
  void close();
}
