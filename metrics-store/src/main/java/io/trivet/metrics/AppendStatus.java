package io.trivet.metrics;

/// What became of one sample or exemplar that was handed to a [MetricsAppender].
public enum AppendStatus {
  ACCEPTED,
  /// The same time and the same value are already there: nothing to do, nothing wrong.
  SAME_SAMPLE,
  /// Left out: it would have been taken but for a sample of the same batch. Nothing wrong, as far
  /// as senders are told.
  SUPERSEDED,
  /// The same time with another value is already there.
  DUPLICATE_TIMESTAMP,
  /// Older than the newest sample of its series and out-of-order samples are switched off.
  OUT_OF_ORDER,
  /// Older than what the out-of-order window still takes.
  TOO_OLD,
  /// More than an hour older than the newest sample of all, and out-of-order samples are switched
  /// off.
  OUT_OF_BOUNDS,
  /// Too far in the future.
  IN_FUTURE,
  /// Not a valid native histogram.
  INVALID_HISTOGRAM,
  /// An exemplar whose labels are longer than 128 characters of UTF-8, or which is older than the
  /// last.
  INVALID_EXEMPLAR,
  /// The reference does not name a series.
  UNKNOWN_SERIES;

  public boolean isAccepted() {
    return this == ACCEPTED || this == SAME_SAMPLE || this == SUPERSEDED;
  }
}
