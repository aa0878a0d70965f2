package io.trivet.logs;

/// The order in which entries are wanted.
public enum Direction {
  /// Oldest first.
  FORWARD,
  /// Newest first.
  BACKWARD
}
