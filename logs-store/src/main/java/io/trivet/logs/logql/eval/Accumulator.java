package io.trivet.logs.logql.eval;

/// Collects the samples of one series of a range aggregation. Owned by one thread at a time.
sealed interface Accumulator permits CountAccumulator, SampleAccumulator {
  /// Adds a sample.
  ///
  /// @param firstStep first step whose window the sample lies in
  /// @param lastStep last such step, included
  /// @param stream number of the stream the sample comes from
  void add(int firstStep, int lastStep, long time, double value, int stream);

  /// Adds everything of another accumulator of the same kind.
  void merge(Accumulator other);

  /// The aggregate at each step; [StepSeries#ABSENT] where the window is empty.
  double[] values();
}
