package io.trivet.logs.logql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// The instants a metric query is evaluated at, in nanoseconds since the epoch.
///
/// @param count how many there are, from `start` in distances of `step`
/// @param isInstant whether the query asked for one instant and not for a range
public record TimeSteps(long start, long end, long step, int count, boolean isInstant) {
  /// More steps than this are refused.
  public static final int MAX_STEPS = 1_000_000;

  public static TimeSteps instant(long time) {
    return new TimeSteps(time, time, 1, 1, true);
  }

  /// `start`, `start + step`, ... up to `end`.
  ///
  /// @throws TrivetException of kind BAD_DATA for a step of 0 or less, an end before the start, or
  ///   too many steps
  public static TimeSteps range(long start, long end, long step) {
    if (step <= 0) {
      throw new TrivetException(ErrorKind.BAD_DATA, "the step of a query must be above 0");
    }
    if (end < start) {
      throw new TrivetException(ErrorKind.BAD_DATA, "the end of a query lies before its start");
    }
    long count = (end - start) / step + 1;
    if (end - start < 0 || count > MAX_STEPS) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "query has more than " + MAX_STEPS + " steps; use a larger step or a shorter range");
    }
    return new TimeSteps(start, end, step, (int) count, false);
  }

  long time(int index) {
    return start + index * step;
  }

  long millis(int index) {
    return Math.floorDiv(time(index), 1_000_000L);
  }
}
