package io.trivet.metrics.prometheus.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChunksPropertyTest {
  private static final List<ResetHint> HINTS =
      List.of(ResetHint.UNKNOWN, ResetHint.RESET, ResetHint.NO_RESET, ResetHint.GAUGE);
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
  private final long seed = Long.getLong("trivet.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final ChunkEncoder encoder = new ChunkEncoder();

  /// Made by Prometheus 2.42 of 21.5 at 1700000000 s and NaN 100 s later.
  private static final String REAL_FLOATS =
      "000280a0abfef9624035800000000000a08d06c5f7f9b0000000000020";

  @Test
  void a_chunk_of_prometheus_is_read() {
    byte[] bytes = HexFormat.of().parseHex(REAL_FLOATS);
    SampleBuffer into = new SampleBuffer();
    decoder.decode(1, bytes, 0, bytes.length, into);
    assertThat(Arrays.copyOf(into.timestamps, into.size))
        .containsExactly(1_700_000_000_000L, 1_700_000_100_000L);
    assertThat(into.values[0]).isEqualTo(21.5);
    // The NaN of Prometheus which is not that of Java.
    assertThat(Double.doubleToRawLongBits(into.values[1])).isEqualTo(0x7ff8000000000001L);
  }

  @Test
  void the_same_samples_become_the_same_chunk() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(1_700_000_000_000L, 21.5);
    samples.add(1_700_000_100_000L, Double.longBitsToDouble(0x7ff8000000000001L));
    assertThat(encoder.encode(samples, 0)).isEqualTo(2);
    assertThat(HexFormat.of().formatHex(encoder.data().toByteArray())).isEqualTo(REAL_FLOATS);
  }

  @Test
  void samples_come_back_from_their_chunks() {
    for (int round = 0; round < 1500; round++) {
      SampleBuffer samples = samples();
      SampleBuffer back = new SampleBuffer();
      for (int from = 0; from < samples.size; ) {
        int to = encoder.encode(samples, from);
        assertThat(to - from).isBetween(1, 120);
        byte[] data = encoder.data().toByteArray();
        decoder.decode(encoder.encoding(), data, 0, data.length, back);
        from = to;
      }
      assertThat(back.size).as("seed %d round %d", seed, round).isEqualTo(samples.size);
      for (int row = 0; row < back.size; row++) {
        assertThat(text(back, row))
            .as("seed %d round %d row %d", seed, round, row)
            .isEqualTo(text(samples, row));
      }
    }
  }

  private static String text(SampleBuffer samples, int row) {
    NativeHistogram h = samples.histogram(row);
    String value =
        h == null
            ? Long.toHexString(Double.doubleToRawLongBits(samples.values[row]))
            : Double.doubleToRawLongBits(h.sum) == Double.doubleToRawLongBits(STALE)
                ? "stale histogram"
                : String.join(
                    " ",
                    Boolean.toString(h.isInteger),
                    Boolean.toString(h.resetHint == ResetHint.GAUGE),
                    Integer.toString(h.schema),
                    Double.toString(h.zeroThreshold),
                    Double.toString(h.zeroCount),
                    Double.toString(h.count),
                    Double.toString(h.sum),
                    Arrays.toString(h.positiveSpans),
                    Arrays.toString(h.positiveBuckets),
                    Arrays.toString(h.negativeSpans),
                    Arrays.toString(h.negativeBuckets),
                    Arrays.toString(h.customBounds));
    return samples.timestamps[row] + " " + value;
  }

  private SampleBuffer samples() {
    SampleBuffer samples = new SampleBuffer();
    long time = random.nextInt(10) == 0 ? -random.nextLong(1L << 50) : 1_700_000_000_000L;
    int kind = random.nextInt(4);
    int count = 1 + random.nextInt(300);
    @Nullable NativeHistogram before = null;
    for (int i = 0; i < count; i++) {
      time += random.nextInt(20) == 0 ? 1 + random.nextLong(1L << 40) : 15_000 - random.nextInt(9);
      if (random.nextInt(50) == 0) {
        kind = random.nextInt(4);
      }
      switch (kind) {
        case 0 -> samples.add(time, random.nextInt(100));
        case 1 -> samples.add(time, Double.longBitsToDouble(random.nextLong()));
        default -> {
          NativeHistogram next = histogram(kind == 2, random.nextInt(6) == 0 ? null : before);
          samples.add(time, next);
          before = next;
        }
      }
    }
    return samples;
  }

  private NativeHistogram histogram(boolean isInteger, @Nullable NativeHistogram like) {
    boolean custom = like == null ? random.nextInt(4) == 0 : like.hasCustomBuckets();
    int positive = like == null ? random.nextInt(6) : like.positiveBuckets.length;
    int negative = custom ? 0 : like == null ? random.nextInt(3) : like.negativeBuckets.length;
    double[] thresholds = {0, 0x1p-128, 1e-5, 1024, Double.MIN_VALUE};
    double[] bounds = {-3.25, 0.005, 0.1, 1.0 / 3, 2.5, 33_554, 1e9};
    return new NativeHistogram(
        HINTS.get(random.nextInt(4)),
        like != null
            ? like.schema
            : custom ? NativeHistogram.CUSTOM_BUCKETS : random.nextInt(13) - 4,
        custom ? 0 : thresholds[random.nextInt(thresholds.length)],
        count(isInteger),
        count(isInteger),
        random.nextInt(20) == 0 ? STALE : random.nextGaussian() * 1e3,
        like != null ? like.positiveSpans : new int[] {random.nextInt(2), positive},
        counts(isInteger, positive),
        negative == 0 ? null : like != null ? like.negativeSpans : new int[] {-4, negative},
        counts(isInteger, negative),
        custom ? bounds : null,
        isInteger);
  }

  private double count(boolean isInteger) {
    return isInteger ? random.nextLong(1L << random.nextInt(1, 50)) : random.nextDouble() * 100;
  }

  private double[] counts(boolean isInteger, int length) {
    double[] counts = new double[length];
    Arrays.setAll(counts, i -> count(isInteger));
    return counts;
  }

  @Test
  void damaged_chunks_are_refused_or_read_as_something() {
    for (int round = 0; round < 5000; round++) {
      SampleBuffer samples = samples();
      encoder.encode(samples, random.nextInt(samples.size));
      byte[] data = encoder.data().toByteArray();
      int length = random.nextBoolean() ? data.length : random.nextInt(data.length);
      data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
      int encoding = 1 + random.nextInt(3);
      SampleBuffer into = new SampleBuffer();
      try {
        decoder.decode(encoding, data, 0, length, into);
        assertThat(into.size).isLessThanOrEqualTo(65_535);
      } catch (MalformedBytesException e) {
        assertThat(e).as("seed %d round %d", seed, round).hasMessageContaining("byte ");
      }
    }
  }

  @Test
  void an_unknown_encoding_is_refused() {
    assertThatThrownBy(() -> decoder.decode(9, new byte[8], 0, 8, new SampleBuffer()))
        .hasMessageContaining("unknown chunk encoding 9");
  }
}
