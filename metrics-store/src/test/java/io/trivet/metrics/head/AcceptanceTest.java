package io.trivet.metrics.head;

import static io.trivet.metrics.AppendStatus.ACCEPTED;
import static io.trivet.metrics.AppendStatus.DUPLICATE_TIMESTAMP;
import static io.trivet.metrics.AppendStatus.IN_FUTURE;
import static io.trivet.metrics.AppendStatus.OUT_OF_BOUNDS;
import static io.trivet.metrics.AppendStatus.OUT_OF_ORDER;
import static io.trivet.metrics.AppendStatus.SAME_SAMPLE;
import static io.trivet.metrics.AppendStatus.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The table of Prometheus: which sample is taken.
final class AcceptanceTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  private static Acceptance acceptance(Duration window) {
    Acceptance acceptance =
        new Acceptance(() ->
            new MetricsStoreOptions(
                Duration.ZERO,
                window,
                Duration.ofMinutes(10),
                0,
                ByteSize.mebibytes(0),
                0,
                Duration.ofHours(2),
                Duration.ZERO,
                ByteSize.mebibytes(1),
                ByteSize.mebibytes(1),
                Duration.ZERO,
                JournalOptions.DEFAULT));
    acceptance.begin(NOW, NOW);
    return acceptance;
  }

  private static AppendStatus check(Acceptance acceptance, long time, double value, long last) {
    return acceptance.check(
        time, Double.doubleToRawLongBits(value), null, last, Double.doubleToRawLongBits(5), null);
  }

  @Test
  void newer_samples_are_taken() {
    assertThat(check(acceptance(Duration.ZERO), NOW, 1, NOW - 1)).isEqualTo(ACCEPTED);
    assertThat(check(acceptance(Duration.ZERO), NOW - 59 * MINUTE, 1, SeriesRegistry.NEVER))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void the_newest_sample_again_is_the_same_or_a_duplicate() {
    Acceptance acceptance = acceptance(Duration.ZERO);
    assertThat(check(acceptance, NOW, 5, NOW)).isEqualTo(SAME_SAMPLE);
    assertThat(check(acceptance, NOW, 6, NOW)).isEqualTo(DUPLICATE_TIMESTAMP);
  }

  @Test
  void a_float_at_the_time_of_a_histogram_is_a_duplicate() {
    NativeHistogram histogram =
        new NativeHistogram(ResetHint.UNKNOWN, 0, 0, 0, 0, 0, null, null, null, null, null, true);
    Acceptance acceptance = acceptance(Duration.ZERO);
    assertThat(acceptance.check(NOW, 0, null, NOW, 0, histogram)).isEqualTo(DUPLICATE_TIMESTAMP);
    assertThat(acceptance.check(NOW, 0, histogram, NOW, 0, null)).isEqualTo(DUPLICATE_TIMESTAMP);
    assertThat(acceptance.check(NOW, 0, histogram, NOW, 0, histogram)).isEqualTo(SAME_SAMPLE);
  }

  @Test
  void without_a_window_older_samples_are_out_of_order_or_out_of_bounds() {
    Acceptance acceptance = acceptance(Duration.ZERO);
    assertThat(check(acceptance, NOW - 1, 1, NOW)).isEqualTo(OUT_OF_ORDER);
    assertThat(check(acceptance, NOW - 61 * MINUTE, 1, NOW)).isEqualTo(OUT_OF_BOUNDS);
    assertThat(check(acceptance, NOW - 61 * MINUTE, 1, SeriesRegistry.NEVER))
        .isEqualTo(OUT_OF_BOUNDS);
  }

  @Test
  void within_the_window_older_samples_are_taken() {
    Acceptance acceptance = acceptance(Duration.ofMinutes(30));
    assertThat(check(acceptance, NOW - 30 * MINUTE, 1, NOW)).isEqualTo(ACCEPTED);
    assertThat(check(acceptance, NOW - 31 * MINUTE, 1, NOW)).isEqualTo(TOO_OLD);
    assertThat(check(acceptance, NOW - 120 * MINUTE, 1, SeriesRegistry.NEVER)).isEqualTo(TOO_OLD);
    assertThat(check(acceptance, NOW - 50 * MINUTE, 1, SeriesRegistry.NEVER)).isEqualTo(ACCEPTED);
  }

  @Test
  void samples_of_the_far_future_are_refused() {
    Acceptance acceptance = acceptance(Duration.ZERO);
    assertThat(check(acceptance, NOW + 10 * MINUTE, 1, NOW)).isEqualTo(ACCEPTED);
    assertThat(check(acceptance, NOW + 10 * MINUTE + 1, 1, NOW)).isEqualTo(IN_FUTURE);
  }

  @Test
  void an_empty_store_takes_samples_of_any_past() {
    Acceptance acceptance = acceptance(Duration.ZERO);
    acceptance.begin(Long.MIN_VALUE, NOW);
    assertThat(check(acceptance, 0, 1, SeriesRegistry.NEVER)).isEqualTo(ACCEPTED);
  }
}
