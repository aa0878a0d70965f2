package io.trivet.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.metrics.histogram.NativeHistogram;
import org.junit.jupiter.api.Test;

class HistogramLimitsTest {

  private static NativeHistogram histogram(int schema, int[] spans, double[] buckets) {
    double count = 0;
    for (double bucket : buckets) {
      count += bucket;
    }
    return new NativeHistogram(
        NativeHistogram.ResetHint.UNKNOWN,
        schema,
        0,
        0,
        count,
        1,
        spans,
        buckets,
        null,
        null,
        null,
        true);
  }

  @Test
  void the_smallest_factor_bounds_the_schema() {
    assertThat(HistogramLimits.largestSchema(0)).isEqualTo(8);
    assertThat(HistogramLimits.largestSchema(1)).isEqualTo(8);
    assertThat(HistogramLimits.largestSchema(1.1)).isEqualTo(2);
    assertThat(HistogramLimits.largestSchema(2)).isZero();
    assertThat(HistogramLimits.largestSchema(4)).isEqualTo(-1);
    assertThat(HistogramLimits.largestSchema(65536)).isEqualTo(-4);
    assertThat(HistogramLimits.largestSchema(1e300)).isEqualTo(-4);
  }

  @Test
  void halving_joins_pairs_of_buckets() {
    // Buckets -3, -2, 1, 2, 3 become ((i - 1) >> 1) + 1 = -1, -1, 1, 1, 2.
    NativeHistogram fine = histogram(2, new int[] {-3, 2, 2, 3}, new double[] {1, 2, 4, 8, 16});
    assertThat(HistogramLimits.atMost(fine, 1))
        .isEqualTo(histogram(1, new int[] {-1, 1, 1, 2}, new double[] {3, 12, 16}));
  }

  @Test
  void a_limit_that_no_schema_meets_leaves_the_coarsest() {
    NativeHistogram fine = histogram(-4, new int[] {0, 3}, new double[] {1, 1, 1});
    assertThat(HistogramLimits.limited(fine, 2)).isEqualTo(fine);
  }
}
