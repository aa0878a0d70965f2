package io.trivet.metrics.histogram;

import java.util.function.DoubleFunction;

/// The text form of a histogram: `{count:3, sum:4.5, [-2,-1):1, (0.5,1]:2}`.
public final class HistogramText {
  private HistogramText() {}

  /// @param number how numbers are written
  public static String of(NativeHistogram h, DoubleFunction<String> number) {
    StringBuilder out = new StringBuilder("{count:");
    out.append(number.apply(h.count)).append(", sum:").append(number.apply(h.sum));
    HistogramBuckets buckets = HistogramBuckets.of(h, h.zeroCount != 0);
    for (int i = 0; i < buckets.size(); i++) {
      HistogramBuckets.Boundary boundary = buckets.boundary(i);
      boolean lowerIncluded =
          boundary == HistogramBuckets.Boundary.OPEN_RIGHT
              || boundary == HistogramBuckets.Boundary.CLOSED_BOTH;
      boolean upperIncluded =
          boundary == HistogramBuckets.Boundary.OPEN_LEFT
              || boundary == HistogramBuckets.Boundary.CLOSED_BOTH;
      out.append(lowerIncluded ? ", [" : ", (")
          .append(number.apply(buckets.lower(i)))
          .append(',')
          .append(number.apply(buckets.upper(i)))
          .append(upperIncluded ? "]:" : "):")
          .append(number.apply(buckets.count(i)));
    }
    return out.append('}').toString();
  }
}
