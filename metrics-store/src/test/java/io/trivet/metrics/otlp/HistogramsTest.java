package io.trivet.metrics.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.metrics.head.HistogramCheck;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.otlp.ExponentialBuckets.Side;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  private static final Side NONE = new Side(0, new double[0], 0);

  private static NativeHistogram exponential(int scale, int offset, double... counts) {
    double sum = 0;
    for (double count : counts) {
      sum += count;
    }
    return new ExponentialBuckets(scale, 0, sum, 1.5, new Side(offset, counts, counts.length), NONE)
        .toNative(ResetHint.UNKNOWN);
  }

  @Test
  void bucket_numbers_are_one_higher() {
    NativeHistogram h = exponential(1, -1, 1, 0, 0, 2);
    assertThat(h.schema).isEqualTo(1);
    assertThat(h.zeroThreshold).isEqualTo(1e-128);
    assertThat(h.positiveSpans).containsExactly(0, 4);
    assertThat(h.positiveBuckets).containsExactly(1, 0, 0, 2);
  }

  @Test
  void a_gap_of_more_than_two_empty_buckets_starts_a_span() {
    NativeHistogram h = exponential(3, 2, 1, 0, 0, 0, 0, 1);
    assertThat(h.positiveSpans).containsExactly(3, 1, 4, 1);
    assertThat(h.positiveBuckets).containsExactly(1, 1);
  }

  @Test
  void finer_scales_are_reduced_to_eight() {
    NativeHistogram h = exponential(12, 100, 1, 2, 3, 4, 5);
    assertThat(h.schema).isEqualTo(8);
    assertThat(h.positiveSpans).containsExactly(7, 1);
    assertThat(h.positiveBuckets).containsExactly(15);
  }

  @Test
  void negative_numbers_are_reduced_downwards() {
    // Buckets -3, -2 and -1 of scale 9 lie in -2, -1 and -1 of scale 8, numbered one higher.
    NativeHistogram h = exponential(9, -3, 1, 2, 4);
    assertThat(h.positiveSpans).containsExactly(-1, 2);
    assertThat(h.positiveBuckets).containsExactly(1, 6);
  }

  @Test
  void coarser_scales_than_native_ones_are_refused() {
    assertThatThrownBy(() -> exponential(-5, 0, 1)).isInstanceOf(UntranslatableException.class);
    assertThatThrownBy(() -> exponential(0, Integer.MAX_VALUE - 1, 1, 1))
        .isInstanceOf(UntranslatableException.class);
  }

  @Test
  void any_counts_make_a_valid_histogram() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      double[] counts = new double[random.nextInt(60)];
      double sum = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        sum += counts[i];
      }
      NativeHistogram h = exponential(random.nextInt(30) - 4, random.nextInt(2000) - 1000, counts);
      assertThat(HistogramCheck.problem(h)).as("seed %d", seed).isNull();
      double kept = 0;
      for (double count : h.positiveBuckets) {
        kept += count;
      }
      assertThat(kept).as("seed %d", seed).isEqualTo(sum);
    }
  }

  @Test
  void explicit_bounds_become_custom_buckets() {
    NativeHistogram h =
        new ExplicitHistogram(new double[] {0.1, 0.5, 1}, new double[] {1, 2, 0, 3}, 6, 4.2, true)
            .toNative(ResetHint.UNKNOWN);
    assertThat(h.schema).isEqualTo(NativeHistogram.CUSTOM_BUCKETS);
    assertThat(h.customBounds).containsExactly(0.1, 0.5, 1);
    assertThat(h.positiveSpans).containsExactly(0, 4);
    assertThat(h.positiveBuckets).containsExactly(1, 2, 0, 3);
    assertThat(HistogramCheck.problem(h)).isNull();
  }

  @Test
  void deltas_are_added_up_until_the_stream_falls_silent() {
    long[] now = {0};
    InstantSource clock = () -> Instant.ofEpochMilli(now[0]);
    DeltaStreams<Double> streams = new DeltaStreams<>(Double::sum, clock, 10);
    assertThat(streams.add(1, 1, 100, 200, 5.0)).isEqualTo(new DeltaStreams.Total<>(100, 5.0));
    assertThat(streams.add(1, 1, 200, 300, 6.0)).isEqualTo(new DeltaStreams.Total<>(100, 11.0));
    assertThat(streams.add(1, 2, 200, 300, 1.0)).isEqualTo(new DeltaStreams.Total<>(200, 1.0));
    assertThat(streams.add(1, 1, 200, 300, 6.0)).isNull();
    assertThat(streams.add(1, 1, 50, 400, 6.0)).isNull();
    now[0] = 300_001;
    assertThat(streams.add(1, 1, 300, 400, 2.0)).isEqualTo(new DeltaStreams.Total<>(300, 2.0));
  }

  @Test
  void the_longest_silent_stream_is_forgotten_first() {
    DeltaStreams<Double> streams = new DeltaStreams<>(Double::sum, InstantSource.system(), 2);
    streams.add(0, 1, 0, 1, 1.0);
    streams.add(0, 2, 0, 1, 1.0);
    streams.add(0, 1, 1, 2, 1.0);
    streams.add(0, 3, 0, 1, 1.0);
    assertThat(streams.add(0, 1, 2, 3, 1.0)).isEqualTo(new DeltaStreams.Total<>(0, 3.0));
    assertThat(streams.add(0, 2, 2, 3, 1.0)).isEqualTo(new DeltaStreams.Total<>(2, 1.0));
  }

  @Test
  void histograms_with_other_bounds_start_anew() {
    ExplicitHistogram a = new ExplicitHistogram(new double[] {1}, new double[] {1, 2}, 3, 4, true);
    ExplicitHistogram b = new ExplicitHistogram(new double[] {2}, new double[] {1, 2}, 3, 4, true);
    assertThat(ExplicitHistogram.plus(a, b)).isSameAs(b);
    assertThat(ExplicitHistogram.plus(a, a).counts()).containsExactly(2, 4);
    assertThat(ExplicitHistogram.plus(a, a).count()).isEqualTo(6);
  }
}
