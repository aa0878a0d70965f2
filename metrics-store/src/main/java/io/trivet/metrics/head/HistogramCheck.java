package io.trivet.metrics.head;

import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What makes a native histogram invalid. Source: Prometheus native histogram specification and the
/// checks of its storage, whose words senders know.
public final class HistogramCheck {
  private static final int MAX_BUCKETS = 1 << 15;

  /// Finest schema that senders may use; beyond 8 the store merges buckets.
  private static final int FINEST_SENT_SCHEMA = 52;

  private HistogramCheck() {}

  /// The histogram in a schema that is stored: one finer than 8 is reduced to 8. One that has a
  /// problem comes back as it is.
  static NativeHistogram storable(NativeHistogram h) {
    return h.schema > NativeHistogram.MAX_EXPONENTIAL_SCHEMA && problem(h) == null
        ? new MutableHistogram(h)
            .reduceTo(NativeHistogram.MAX_EXPONENTIAL_SCHEMA)
            .build(h.isInteger)
        : h;
  }

  /// What is wrong with a histogram, null if nothing is.
  public static @Nullable String problem(NativeHistogram h) {
    if (h.hasCustomBuckets()) {
      String problem = customProblem(h);
      if (problem != null) {
        return "custom buckets: " + problem;
      }
    } else {
      if (h.schema < NativeHistogram.MIN_EXPONENTIAL_SCHEMA || h.schema > FINEST_SENT_SCHEMA) {
        return "histogram has an invalid schema, which must be between -4 and 8 for exponential"
            + " buckets, or -53 for custom buckets, got schema "
            + h.schema;
      }
      if (h.customBounds.length > 0) {
        return "histogram with exponential schema must not have custom bounds";
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
    if (h.zeroCount < 0) {
      return "zero bucket has observation count of "
          + number(h.zeroCount)
          + ": histogram has a bucket whose observation count is negative";
    }
    if (h.count < 0) {
      return "observation count is  "
          + number(h.count)
          + ": histogram's observation count is negative";
    }
    return h.isInteger ? countProblem(h) : null;
  }

  private static @Nullable String sideProblem(String side, int[] spans, double[] buckets) {
    if (buckets.length > MAX_BUCKETS) {
      return side + " side: more than " + MAX_BUCKETS + " buckets";
    }
    long wanted = 0;
    for (int i = 0; i < spans.length; i += 2) {
      if (i > 0 && spans[i] < 0) {
        return side + " side: " + negativeOffset(i, spans[i]);
      }
      if (spans[i + 1] < 0) {
        return side + " side: span number " + (i / 2 + 1) + " has a negative length";
      }
      wanted += spans[i + 1];
    }
    if (wanted != buckets.length) {
      return side
          + " side: spans need "
          + wanted
          + " buckets, have "
          + buckets.length
          + " buckets: histogram spans specify different number of buckets than provided";
    }
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] < 0) {
        return side
            + " side: bucket number "
            + (i + 1)
            + " has observation count of "
            + number(buckets[i])
            + ": histogram has a bucket whose observation count is negative";
      }
    }
    return null;
  }

  private static String negativeOffset(int at, int offset) {
    return "span number "
        + (at / 2 + 1)
        + " with offset "
        + offset
        + ": histogram has a span whose offset is negative";
  }

  private static @Nullable String customProblem(NativeHistogram h) {
    double[] bounds = h.customBounds;
    for (int i = 0; i < bounds.length; i++) {
      if (bounds[i] == Double.POSITIVE_INFINITY) {
        return "last +Inf bound must not be explicitly defined: histogram custom bounds must be"
            + " finite";
      }
      if (Double.isNaN(bounds[i]) || Double.isInfinite(bounds[i])) {
        return "bound number " + (i + 1) + ": histogram custom bounds must be finite";
      }
      if (i > 0 && bounds[i] <= bounds[i - 1]) {
        return String.format(
            Locale.ROOT,
            "previous bound is %f and current is %f: histogram custom bounds must be in strictly"
                + " increasing order",
            bounds[i - 1],
            bounds[i]);
      }
    }
    long covered = 0;
    for (int i = 0; i < h.positiveSpans.length; i += 2) {
      if (h.positiveSpans[i] < 0) {
        return negativeOffset(i, h.positiveSpans[i]);
      }
      covered += (long) h.positiveSpans[i] + h.positiveSpans[i + 1];
    }
    if (covered > bounds.length + 1L) {
      return "only "
          + bounds.length
          + " custom bounds defined which is insufficient to cover total span length of "
          + covered
          + ": histogram custom bounds are too few";
    }
    if (h.zeroCount != 0) {
      return "must have zero count of 0";
    }
    if (h.zeroThreshold != 0) {
      return "must have zero threshold of 0";
    }
    if (h.negativeSpans.length > 0) {
      return "must not have negative spans";
    }
    return h.negativeBuckets.length > 0 ? "must not have negative buckets" : null;
  }

  private static @Nullable String countProblem(NativeHistogram h) {
    double observations = h.zeroCount;
    for (double bucket : h.positiveBuckets) {
      observations += bucket;
    }
    for (double bucket : h.negativeBuckets) {
      observations += bucket;
    }
    String found =
        number(observations)
            + " observations found in buckets, but the Count field is "
            + number(h.count);
    // Observations of NaN are counted and are in no bucket.
    if (Double.isNaN(h.sum)) {
      return h.count >= observations
          ? null
          : found
              + ": histogram's observation count should be at least the number of observations"
              + " found in the buckets";
    }
    return h.count == observations
        ? null
        : found
            + ": histogram's observation count should equal the number of observations found in"
            + " the buckets (in absence of NaN)";
  }

  /// Without a fraction where there is none.
  private static String number(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
