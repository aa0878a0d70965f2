package io.trivet.traces.traceql.metrics;

/// The intervals of a metrics query: `count` of them, each `step` long, closed on the right.
///
/// @param first exclusive start of the first interval, nanoseconds
public record Intervals(long first, long step, int count) {
  private static final long NANOS_PER_MS = 1_000_000;

  /// Samples stand at multiples of the step from the one at or before the start to the one at or
  /// after the end.
  ///
  /// @throws ArithmeticException if there are more than `Integer.MAX_VALUE`
  public static Intervals ofRange(long startNanos, long endNanos, long stepNanos) {
    long from = Math.floorDiv(startNanos, stepNanos);
    long to = Math.ceilDiv(endNanos, stepNanos);
    return new Intervals((from - 1) * stepNanos, stepNanos, Math.toIntExact(to - from + 1));
  }

  /// One interval over the whole range.
  public static Intervals ofInstant(long startNanos, long endNanos) {
    return new Intervals(startNanos, endNanos - startNanos, 1);
  }

  /// The interval of a time, -1 if it is in none.
  int index(long nanos) {
    long offset = nanos - first - 1;
    if (offset < 0) {
      return -1;
    }
    long index = offset / step;
    return index < count ? (int) index : -1;
  }

  /// End of an interval in milliseconds.
  long timestampMs(int index) {
    return Math.floorDiv(first + (index + 1L) * step, NANOS_PER_MS);
  }

  /// End of the last interval, inclusive.
  public long last() {
    return first + count * step;
  }
}
