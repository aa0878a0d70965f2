package io.trivet.metrics.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.metrics.histogram.NativeHistogram;
import org.junit.jupiter.api.Test;

class HistogramCheckTest {
  private static NativeHistogram histogram(
      int schema, double count, int[] spans, double... buckets) {
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
  void a_schema_finer_than_the_finest_stored_is_reduced() {
    // Schema 9 halves the buckets of schema 8: indexes 1 and 2 are both in bucket 1, 3 is in 2.
    NativeHistogram fine = histogram(9, 6, new int[] {1, 3}, 1, 2, 3);
    NativeHistogram stored = HistogramCheck.storable(fine);
    assertThat(stored.schema).isEqualTo(8);
    assertThat(stored.isInteger).isTrue();
    assertThat(stored.positiveSpans).containsExactly(1, 2);
    assertThat(stored.positiveBuckets).containsExactly(3, 3);
    assertThat(stored.count).isEqualTo(6);
  }

  @Test
  void what_is_wrong_is_said_in_the_words_of_prometheus() {
    assertThat(HistogramCheck.problem(histogram(0, 5, new int[] {0, 1}, 12)))
        .startsWith("12 observations found in buckets, but the Count field is 5");
    assertThat(HistogramCheck.problem(histogram(0, 1, new int[] {0, 1, -1, 1}, 1, 1)))
        .isEqualTo(
            "positive side: span number 2 with offset -1: histogram has a span whose offset is"
                + " negative");
    assertThat(HistogramCheck.problem(histogram(53, 0, new int[0]))).contains("got schema 53");
  }
}
