package io.trivet.metrics.promql.column;

import org.jspecify.annotations.Nullable;

/// The windows of a range vector: at each step the samples with `start < time <= end`.
///
/// @param pinnedMs the time of the `@` modifier, the same at every step; null without
public record Windows(Steps steps, long rangeMs, long offsetMs, @Nullable Long pinnedMs) {
  public long end(int step) {
    return (pinnedMs == null ? steps.time(step) : pinnedMs) - offsetMs;
  }

  public long start(int step) {
    return end(step) - rangeMs;
  }

  public long firstStart() {
    return start(0);
  }

  public long lastEnd() {
    return end(steps.count() - 1);
  }
}
