package io.trivet.metrics.promql.column;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// The evaluation times of an expression: `start`, `start + step` ... in milliseconds.
///
/// @param count at least 1
public record Steps(long startMs, long stepMs, int count) {
  /// More steps are refused whatever the limits of the query are.
  public static final int MAX_COUNT = 50_000_000;

  /// One time.
  public static Steps at(long timeMs) {
    return new Steps(timeMs, 1, 1);
  }

  /// All times from start to end.
  ///
  /// @throws TrivetException of kind QUERY_LIMIT beyond [#MAX_COUNT]
  public static Steps between(long startMs, long endMs, long stepMs) {
    long count = (endMs - startMs) / stepMs + 1;
    if (count > MAX_COUNT || endMs - startMs < 0) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT,
          "query has more than "
              + MAX_COUNT
              + " steps; choose a larger step or a shorter time range");
    }
    return new Steps(startMs, stepMs, (int) count);
  }

  public long time(int step) {
    return startMs + step * stepMs;
  }

  public long endMs() {
    return time(count - 1);
  }
}
