package io.trivet.logs;

/// What became of one entry that was handed to a [LogAppender].
public enum LogAppendStatus {
  ACCEPTED,
  /// Older than the out-of-order window or the retention, or one more of too many days at once.
  TOO_OLD,
  /// Too far in the future.
  TOO_NEW,
  /// The line is longer than its limit.
  LINE_TOO_LONG,
  /// The structured metadata is larger than its limit.
  METADATA_TOO_LARGE,
  UNKNOWN_STREAM
}
