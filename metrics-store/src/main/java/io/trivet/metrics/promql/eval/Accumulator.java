package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.column.Column;

/// Folds the columns of a group into one. Owned by one thread at a time.
interface Accumulator {
  /// @param series number of the series in the vector that is folded
  void add(int series, Column column);

  /// Adds what a later part of the same group gathered.
  void merge(Accumulator later);

  Column finish();
}
