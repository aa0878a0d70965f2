package io.trivet.metrics.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ColumnsPropertyTest {
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
  private static final List<ResetHint> HINTS =
      List.of(ResetHint.UNKNOWN, ResetHint.RESET, ResetHint.NO_RESET, ResetHint.GAUGE);
  private final long seed = System.nanoTime();
  private final RandomGenerator random = new Random(seed);

  @Test
  void values_come_back_bit_for_bit() {
    ValueColumn column = new ValueColumn();
    for (int round = 0; round < 4000; round++) {
      double[] values = values(1 + random.nextInt(round % 10 == 0 ? 600 : 40));
      BytesWriter out = new BytesWriter();
      out.putByte(42);
      column.write(values, 0, values.length, out);
      int end = out.length();
      out.putByte(43);
      double[] back = new double[values.length + 2];
      BytesReader in = new BytesReader(out.toByteArray(), 1, out.length() - 1);
      column.read(in, values.length, back, 1);
      for (int i = 0; i < values.length; i++) {
        assertThat(Double.doubleToRawLongBits(back[i + 1]))
            .as("seed %d round %d row %d: %s", seed, round, i, values[i])
            .isEqualTo(Double.doubleToRawLongBits(values[i]));
      }
      assertThat(in.position()).as("seed %d round %d", seed, round).isEqualTo(end);
    }
  }

  private double[] values(int count) {
    double[] values = new double[count];
    int kind = random.nextInt(12);
    double level = kind == 4 ? random.nextLong(1L << 40) * 4096.0 : random.nextInt(100_000);
    for (int i = 0; i < count; i++) {
      level += random.nextInt(50);
      values[i] =
          switch (kind) {
            case 0 -> level;
            case 1 -> Math.round(level * 100 + random.nextInt(9)) / 100.0;
            case 2 -> random.nextDouble() * 1e6;
            case 3 -> Double.longBitsToDouble(random.nextLong());
            case 4 -> level + random.nextInt(9) * 4096.0;
            case 5 -> random.nextInt(10) == 0 ? 1e300 : 7;
            case 6 -> (random.nextLong() >> random.nextInt(64)) * 1.0;
            case 7 -> 0.1 + 0.2 * i;
            case 8 -> level * 0.001;
            case 9 -> level / 1000 / 1000;
            case 10 -> random.nextInt(50) == 0 ? level * (random.nextInt(9) - 4) * 1e6 : level;
            default -> Math.round(random.nextGaussian() * 1e6) / 1e3;
          };
      if (random.nextInt(60) == 0) {
        double[] odd = {STALE, Double.NaN, -0.0, 0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE};
        values[i] = odd[random.nextInt(odd.length)];
      }
    }
    if (random.nextInt(10) == 0) {
      values[count - 1] = STALE;
    }
    return values;
  }

  @Test
  void decimals_of_two_digits_take_little_room() {
    double[] values = new double[480];
    long hundredths = 123_456;
    for (int i = 0; i < values.length; i++) {
      hundredths += random.nextInt(16);
      values[i] = hundredths / 100.0;
    }
    values[479] = STALE;
    BytesWriter out = new BytesWriter();
    new ValueColumn().write(values, 0, values.length, out);
    assertThat(out.length()).isLessThan(300);
  }

  @Test
  void decimals_with_rounding_errors_take_little_more_room() {
    double[] values = new double[480];
    long millis = 123_456;
    for (int i = 0; i < values.length; i++) {
      millis += random.nextInt(16);
      values[i] = millis * 0.001;
    }
    values[200] = STALE;
    BytesWriter out = new BytesWriter();
    new ValueColumn().write(values, 0, values.length, out);
    assertThat(out.length()).isLessThan(480);
  }

  @Test
  void a_few_numbers_far_from_the_others_take_room_for_themselves_only() {
    double[] values = new double[480];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 + random.nextInt(8);
    }
    BytesWriter usual = new BytesWriter();
    new ValueColumn().write(values, 0, values.length, usual);
    values[100] = 1e9;
    values[101] = 0;
    values[300] = -1e9;
    BytesWriter out = new BytesWriter();
    new ValueColumn().write(values, 0, values.length, out);
    assertThat(out.length()).isLessThan(usual.length() + 30);
  }

  @Test
  void times_come_back() {
    TimeColumn column = new TimeColumn();
    for (int round = 0; round < 2000; round++) {
      int count = 1 + random.nextInt(300);
      long[] times = new long[count];
      long time = random.nextInt(10) == 0 ? random.nextLong() >> 8 : 1_700_000_000_000L;
      int jitter = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(20);
      for (int i = 0; i < count; i++) {
        time += 15_000 + (random.nextInt(40) == 0 ? 3_600_000L : 0);
        times[i] = time + (jitter == 0 ? 0 : random.nextInt(jitter) % 14_000);
      }
      BytesWriter out = new BytesWriter();
      column.write(times, 0, count, times[0] - 77, out);
      long[] back = new long[count];
      BytesReader in = new BytesReader(out.toByteArray());
      column.read(in, count, times[0] - 77, back, 0);
      assertThat(back).as("seed %d round %d", seed, round).isEqualTo(times);
      assertThat(in.atEnd()).as("seed %d round %d", seed, round).isTrue();
    }
  }

  @Test
  void a_regular_grid_takes_a_handful_of_bytes() {
    long[] times = new long[480];
    for (int i = 0; i < times.length; i++) {
      times[i] = 1_700_000_000_123L + 15_000L * i;
    }
    BytesWriter out = new BytesWriter();
    new TimeColumn().write(times, 0, times.length, 1_700_000_000_000L, out);
    assertThat(out.length()).isLessThan(8);
  }

  @Test
  void start_timestamps_come_back() {
    for (int round = 0; round < 500; round++) {
      long[] starts = new long[1 + random.nextInt(50)];
      long start = random.nextBoolean() ? 0 : 1_600_000_000_000L;
      for (int i = 0; i < starts.length; i++) {
        if (random.nextInt(8) == 0) {
          start = random.nextInt(3) == 0 ? 0 : 1_600_000_000_000L + random.nextInt();
        }
        starts[i] = start;
      }
      BytesWriter out = new BytesWriter();
      StartColumn.write(starts, 0, starts.length, 1_600_000_001_000L, out);
      long[] back = new long[starts.length];
      StartColumn.read(
          new BytesReader(out.toByteArray()), starts.length, 1_600_000_001_000L, back, 0);
      assertThat(back).as("seed %d round %d", seed, round).isEqualTo(starts);
    }
  }

  @Test
  void histograms_come_back_field_by_field() {
    for (int round = 0; round < 500; round++) {
      @Nullable NativeHistogram[] run = new NativeHistogram[1 + random.nextInt(12)];
      for (int i = 0; i < run.length; i++) {
        run[i] = histogram(i > 0 && random.nextInt(4) > 0 ? run[i - 1] : null);
      }
      BytesWriter out = new BytesWriter();
      HistogramColumn.write(run, 0, run.length, out);
      @Nullable NativeHistogram[] back = new NativeHistogram[run.length];
      BytesReader in = new BytesReader(out.toByteArray());
      HistogramColumn.read(in, run.length, back, 0);
      assertThat(back).as("seed %d round %d", seed, round).isEqualTo(run);
      assertThat(in.atEnd()).isTrue();
    }
  }

  private NativeHistogram histogram(@Nullable NativeHistogram like) {
    boolean whole = random.nextInt(3) > 0;
    int buckets = like == null ? random.nextInt(6) : like.positiveBuckets.length;
    double[] positive = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      positive[i] = whole ? random.nextInt(1000) : random.nextDouble();
    }
    return new NativeHistogram(
        HINTS.get(random.nextInt(4)),
        like == null ? random.nextInt(12) - 4 : like.schema,
        like == null ? random.nextDouble() : like.zeroThreshold,
        random.nextInt(10),
        whole ? random.nextInt(10_000) : random.nextDouble(),
        random.nextInt(20) == 0 ? STALE : random.nextGaussian(),
        like == null ? new int[] {random.nextInt(20) - 10, buckets} : like.positiveSpans,
        positive,
        like == null ? null : like.negativeSpans,
        like == null ? null : like.negativeBuckets,
        like == null ? null : like.customBounds,
        whole);
  }

  @Test
  void damaged_bytes_are_refused_or_read_as_something_but_never_break_out() {
    ValueColumn values = new ValueColumn();
    TimeColumn times = new TimeColumn();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(7);
      }
      int count = 1 + random.nextInt(50);
      assertThatCode(
              () -> {
                try {
                  switch (random.nextInt(4)) {
                    case 0 -> values.read(new BytesReader(bytes), count, new double[count], 0);
                    case 1 -> times.read(new BytesReader(bytes), count, 0, new long[count], 0);
                    case 2 ->
                        StartColumn.read(new BytesReader(bytes), count, 0, new long[count], 0);
                    default ->
                        HistogramColumn.read(
                            new BytesReader(bytes), count, new NativeHistogram[count], 0);
                  }
                } catch (MalformedBytesException e) {
                  assertThat(e).hasMessageContaining(" ");
                }
              })
          .as("seed %d round %d", seed, round)
          .doesNotThrowAnyException();
    }
  }
}
