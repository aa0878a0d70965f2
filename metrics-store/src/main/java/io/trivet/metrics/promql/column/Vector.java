package io.trivet.metrics.promql.column;

import io.trivet.core.label.Labels;

/// An instant vector over all steps: series whose columns are made when asked for. All methods may
/// be called from several threads at once, each with a [Scratch] of its own.
public interface Vector {
  Steps steps();

  int size();

  /// Labels of an element, with its metric name unless that is gone for good.
  Labels labels(int index);

  /// One label of an element, "" when absent; cheaper than [#labels].
  String label(int index, String name);

  /// Whether the metric name of an element goes when the query ends.
  boolean dropsName(int index);

  /// Writes all steps of an element into a cleared column.
  void read(int index, Scratch scratch, Column into);
}
