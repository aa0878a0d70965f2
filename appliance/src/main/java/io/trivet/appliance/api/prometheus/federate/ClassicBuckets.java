package io.trivet.appliance.api.prometheus.federate;

import io.trivet.metrics.histogram.HistogramBuckets;
import io.trivet.metrics.histogram.NativeHistogram;

/// Histograms with custom buckets as cumulative, classic ones.
final class ClassicBuckets {
  private ClassicBuckets() {}

  /// Takes an upper bound and the number of observations up to it.
  interface Bucket {
    void accept(double upperBound, double cumulative);
  }

  /// All buckets ascending, the one of everything included.
  static void forEach(NativeHistogram histogram, Bucket bucket) {
    HistogramBuckets buckets = HistogramBuckets.of(histogram);
    double cumulative = 0;
    int next = 0;
    for (double bound : histogram.customBounds) {
      while (next < buckets.size() && buckets.upper(next) <= bound) {
        cumulative += buckets.count(next++);
      }
      bucket.accept(bound, cumulative);
    }
    bucket.accept(Double.POSITIVE_INFINITY, histogram.count);
  }
}
