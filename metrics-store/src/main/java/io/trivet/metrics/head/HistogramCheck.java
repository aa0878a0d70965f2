package io.trivet.metrics.head;

import io.trivet.metrics.histogram.NativeHistogram;
import org.jspecify.annotations.Nullable;

/// What makes a native histogram invalid. Source: Prometheus native histogram specification and the
/// checks of its storage.
public final class HistogramCheck {
  private static final int MAX_BUCKETS = 1 << 15;

  private HistogramCheck() {}

  /// What is wrong with a histogram, null if nothing is.
  public static @Nullable String problem(NativeHistogram h) {
    if (h.hasCustomBuckets()) {
      String problem = customProblem(h);
      if (problem != null) {
        return problem;
      }
    } else {
      if (h.schema < NativeHistogram.MIN_EXPONENTIAL_SCHEMA
          || h.schema > NativeHistogram.MAX_EXPONENTIAL_SCHEMA) {
        return "schema " + h.schema + " is neither -4 to 8 nor -53 (custom buckets)";
      }
      if (h.customBounds.length > 0) {
        return "custom bounds with an exponential schema";
      }
      String problem = sideProblem("negative", h.negativeSpans, h.negativeBuckets);
      if (problem != null) {
        return problem;
      }
    }
    String problem = sideProblem("positive", h.positiveSpans, h.positiveBuckets);
    if (problem != null) {
      return problem;
    }
    if (h.count < 0 || h.zeroCount < 0) {
      return "observation count is negative";
    }
    return h.isInteger ? sumProblem(h) : null;
  }

  private static @Nullable String sideProblem(String side, int[] spans, double[] buckets) {
    if (buckets.length > MAX_BUCKETS) {
      return side + " side has more than " + MAX_BUCKETS + " buckets";
    }
    long wanted = 0;
    for (int i = 0; i < spans.length; i += 2) {
      if (i > 0 && spans[i] < 0) {
        return side + " side: span " + (i / 2 + 1) + " has the negative offset " + spans[i];
      }
      if (spans[i + 1] < 0) {
        return side + " side: span " + (i / 2 + 1) + " has a negative length";
      }
      wanted += spans[i + 1];
    }
    if (wanted != buckets.length) {
      return side + " side: spans need " + wanted + " buckets, have " + buckets.length;
    }
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] < 0) {
        return side + " side: bucket " + (i + 1) + " has the negative count " + buckets[i];
      }
    }
    return null;
  }

  private static @Nullable String customProblem(NativeHistogram h) {
    double[] bounds = h.customBounds;
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i]) || Double.isInfinite(bounds[i])) {
        return "custom bound " + bounds[i] + " is not finite";
      }
      if (i > 0 && bounds[i] <= bounds[i - 1]) {
        return "custom bounds are not ascending: " + bounds[i - 1] + " before " + bounds[i];
      }
    }
    long covered = 0;
    for (int i = 0; i < h.positiveSpans.length; i += 2) {
      if (h.positiveSpans[i] < 0) {
        return "a span of custom buckets has the negative offset " + h.positiveSpans[i];
      }
      covered += (long) h.positiveSpans[i] + h.positiveSpans[i + 1];
    }
    if (covered > bounds.length + 1L) {
      return bounds.length + " custom bounds are too few for " + covered + " buckets";
    }
    if (h.zeroCount != 0 || h.zeroThreshold != 0) {
      return "custom buckets with a zero bucket";
    }
    if (h.negativeSpans.length > 0 || h.negativeBuckets.length > 0) {
      return "custom buckets with negative buckets";
    }
    return null;
  }

  private static @Nullable String sumProblem(NativeHistogram h) {
    double observations = h.zeroCount;
    for (double bucket : h.positiveBuckets) {
      observations += bucket;
    }
    for (double bucket : h.negativeBuckets) {
      observations += bucket;
    }
    // Observations of NaN are counted and are in no bucket.
    boolean fits = Double.isNaN(h.sum) ? h.count >= observations : h.count == observations;
    return fits ? null : observations + " observations in buckets, but a count of " + h.count;
  }
}
