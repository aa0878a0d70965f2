package io.trivet.metrics.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeHistogramTest {
  @Test
  void prints_like_prometheus() {
    NativeHistogram exponential =
        new NativeHistogram(
            NativeHistogram.ResetHint.UNKNOWN,
            0,
            0.001,
            1,
            4.5,
            2.5,
            new int[] {0, 1},
            new double[] {2},
            new int[] {1, 1},
            new double[] {1.5},
            null,
            false);
    assertThat(exponential)
        .hasToString("{count:4.5, sum:2.5, [-2,-1):1.5, [-0.001,0.001]:1, (0.5,1]:2}");
    NativeHistogram custom =
        new NativeHistogram(
            NativeHistogram.ResetHint.UNKNOWN,
            NativeHistogram.CUSTOM_BUCKETS,
            0,
            0,
            3,
            9,
            new int[] {1, 2},
            new double[] {2, 1},
            null,
            null,
            new double[] {1, 5},
            true);
    assertThat(custom).hasToString("{count:3, sum:9, (1,5]:2, (5,+Inf]:1}");
  }
}
