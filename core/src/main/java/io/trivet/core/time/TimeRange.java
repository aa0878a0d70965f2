package io.trivet.core.time;

/// A range of time, both ends included, in the unit of its store: milliseconds since the epoch for
/// metrics, nanoseconds for logs and traces.
///
/// @param min first instant
/// @param max last instant, not before `min`
public record TimeRange(long min, long max) {
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (min > max) {
      throw new IllegalArgumentException("time range ends at " + max + ", before its start " + min);
    }
  }

  public boolean contains(long time) {
    return time >= min && time <= max;
  }

  public boolean overlaps(long otherMin, long otherMax) {
    return otherMin <= max && otherMax >= min;
  }

  public boolean overlaps(TimeRange other) {
    return overlaps(other.min, other.max);
  }
}
