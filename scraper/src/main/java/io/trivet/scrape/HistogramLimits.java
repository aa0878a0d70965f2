package io.trivet.scrape;

import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;

/// Brings native histograms under the limits of a job by halving their resolution.
final class HistogramLimits {
  private HistogramLimits() {}

  /// The largest schema whose buckets grow by at least a factor; the largest of all for factors up
  /// to 1.
  static int largestSchema(double smallestFactor) {
    if (smallestFactor <= 1) {
      return NativeHistogram.MAX_EXPONENTIAL_SCHEMA;
    }
    double schema = Math.floor(-Math.log(Math.log(smallestFactor) / Math.log(2)) / Math.log(2));
    return (int)
        Math.clamp(
            schema, NativeHistogram.MIN_EXPONENTIAL_SCHEMA, NativeHistogram.MAX_EXPONENTIAL_SCHEMA);
  }

  static int buckets(NativeHistogram histogram) {
    return histogram.positiveBuckets.length + histogram.negativeBuckets.length;
  }

  /// The histogram with at most that schema.
  static NativeHistogram atMost(NativeHistogram histogram, int schema) {
    NativeHistogram reduced = histogram;
    while (!reduced.hasCustomBuckets() && reduced.schema > schema) {
      reduced = halved(reduced);
    }
    return reduced;
  }

  /// The histogram with at most that many buckets, as far as the smallest schema goes.
  static NativeHistogram limited(NativeHistogram histogram, int limit) {
    NativeHistogram reduced = histogram;
    while (buckets(reduced) > limit
        && !reduced.hasCustomBuckets()
        && reduced.schema > NativeHistogram.MIN_EXPONENTIAL_SCHEMA) {
      reduced = halved(reduced);
    }
    return reduced;
  }

  private static final class Side {
    final int[] spans;
    final double[] buckets;

    Side(int[] spans, double[] buckets) {
      this.spans = spans;
      this.buckets = buckets;
    }
  }

  /// The histogram with a schema less by one: pairs of neighbouring buckets become one.
  private static NativeHistogram halved(NativeHistogram h) {
    Side positive = halved(h.positiveSpans, h.positiveBuckets);
    Side negative = halved(h.negativeSpans, h.negativeBuckets);
    return new NativeHistogram(
        h.resetHint,
        h.schema - 1,
        h.zeroThreshold,
        h.zeroCount,
        h.count,
        h.sum,
        positive.spans,
        positive.buckets,
        negative.spans,
        negative.buckets,
        null,
        h.isInteger);
  }

  private static Side halved(int[] spans, double[] buckets) {
    int[] newSpans = new int[2 * buckets.length];
    double[] newBuckets = new double[buckets.length];
    int spanSize = 0;
    int size = 0;
    int index = 0;
    int last = 0;
    int bucket = 0;
    for (int s = 0; s < spans.length; s += 2) {
      index += spans[s];
      for (int i = 0; i < spans[s + 1]; i++, index++, bucket++) {
        int target = ((index - 1) >> 1) + 1;
        if (size > 0 && target == last) {
          newBuckets[size - 1] += buckets[bucket];
          continue;
        }
        if (size == 0 || target > last + 1) {
          newSpans[spanSize++] = size == 0 ? target : target - last - 1;
          newSpans[spanSize++] = 0;
        }
        newSpans[spanSize - 1]++;
        newBuckets[size++] = buckets[bucket];
        last = target;
      }
    }
    return new Side(Arrays.copyOf(newSpans, spanSize), Arrays.copyOf(newBuckets, size));
  }
}
