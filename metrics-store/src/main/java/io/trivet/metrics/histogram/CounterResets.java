package io.trivet.metrics.histogram;

import java.util.Arrays;

/// Finds counter resets between histograms of one series.
public final class CounterResets {
  private CounterResets() {}

  /// Whether a reset happened between the histogram before and this one. What the hint knows for
  /// sure is believed; else any count that went down tells. The sum is never asked.
  public static boolean isReset(NativeHistogram previous, NativeHistogram current) {
    return switch (current.resetHint) {
      case RESET -> true;
      case NO_RESET -> false;
      case UNKNOWN, GAUGE -> wentDown(previous, current);
    };
  }

  private static boolean wentDown(NativeHistogram previous, NativeHistogram current) {
    if (current.count < previous.count
        || current.hasCustomBuckets() != previous.hasCustomBuckets()) {
      return true;
    }
    if (current.hasCustomBuckets()) {
      return customWentDown(previous, current);
    }
    if (current.schema > previous.schema || current.zeroThreshold < previous.zeroThreshold) {
      return true;
    }
    MutableHistogram before = new MutableHistogram(previous);
    if (before.zeroThreshold() < current.zeroThreshold) {
      before.widenZeroBucket(current.zeroThreshold);
      if (before.zeroThreshold() != current.zeroThreshold) {
        return true;
      }
    }
    if (current.zeroCount < before.zeroCount()) {
      return true;
    }
    before.reduceTo(current.schema);
    return anyWentDown(
            before.positive(), Buckets.of(current.positiveSpans, current.positiveBuckets))
        || anyWentDown(
            before.negative(), Buckets.of(current.negativeSpans, current.negativeBuckets));
  }

  private static boolean customWentDown(NativeHistogram previous, NativeHistogram current) {
    Buckets before = Buckets.of(previous.positiveSpans, previous.positiveBuckets);
    Buckets now = Buckets.of(current.positiveSpans, current.positiveBuckets);
    if (!Arrays.equals(previous.customBounds, current.customBounds)) {
      double[] shared =
          Arrays.stream(current.customBounds)
              .filter(bound -> Arrays.binarySearch(previous.customBounds, bound) >= 0)
              .toArray();
      before = MutableHistogram.remap(before, previous.customBounds, shared);
      now = MutableHistogram.remap(now, current.customBounds, shared);
    }
    return anyWentDown(before, now);
  }

  private static boolean anyWentDown(Buckets before, Buckets now) {
    for (int i = 0; i < before.size; i++) {
      if (now.at(before.indexes[i]) < before.counts[i]) {
        return true;
      }
    }
    return false;
  }
}
