package io.trivet.metrics.promql.column;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;

/// A range vector over all steps: series whose samples are read when asked for. All methods may be
/// called from several threads at once, each with a [Scratch] of its own.
public interface RangeVector {
  Windows windows();

  int size();

  Labels labels(int index);

  /// One label of an element, "" when absent.
  String label(int index, String name);

  boolean dropsName(int index);

  /// Reads the samples of all windows, ascending in time, without staleness markers.
  void read(int index, Scratch scratch, SampleBuffer into);
}
