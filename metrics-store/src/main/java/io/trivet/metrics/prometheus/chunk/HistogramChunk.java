package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import java.util.Objects;

/// Writes native histograms as a chunk of Prometheus: number of samples, what is known of a counter
/// reset before the first, the layout which all share, then the samples as differences. Source: the
/// chunk formats of the Prometheus TSDB.
final class HistogramChunk {
  static final int INTEGER_ENCODING = 2;
  static final int FLOAT_ENCODING = 3;

  private HistogramChunk() {}

  /// Whether two histograms can follow each other in a chunk.
  static boolean fit(NativeHistogram before, NativeHistogram next) {
    return before.isInteger == next.isInteger
        && before.schema == next.schema
        && before.zeroThreshold == next.zeroThreshold
        && isGauge(before) == isGauge(next)
        && !isStale(before)
        && !isStale(next)
        && Arrays.equals(before.positiveSpans, next.positiveSpans)
        && Arrays.equals(before.negativeSpans, next.negativeSpans)
        && Arrays.equals(before.customBounds, next.customBounds);
  }

  private static boolean isGauge(NativeHistogram h) {
    return h.resetHint == NativeHistogram.ResetHint.GAUGE;
  }

  private static boolean isStale(NativeHistogram h) {
    return isStale(h.sum);
  }

  static boolean isStale(double sum) {
    return Double.doubleToRawLongBits(sum) == 0x7ff0000000000002L;
  }

  /// @param to behind the last row; the rows are histograms that fit, at most 65535
  static void write(
      SampleBuffer samples, int from, int to, NativeHistogram.ResetHint hint, BytesWriter out) {
    NativeHistogram first = Objects.requireNonNull(samples.histogram(from));
    out.putByte(to - from >>> 8);
    out.putByte(to - from);
    out.putByte(
        switch (hint) {
          case UNKNOWN -> 0;
          case NO_RESET -> 0b01 << 6;
          case RESET -> 0b10 << 6;
          case GAUGE -> 0b11 << 6;
        });
    ChunkBits bits = new ChunkBits(out);
    layout(bits, first);
    if (first.isInteger) {
      integers(bits, samples, from, to);
    } else {
      floats(bits, samples, from, to);
    }
    bits.end();
  }

  private static void layout(ChunkBits bits, NativeHistogram h) {
    zeroThreshold(bits, h.zeroThreshold);
    bits.signed(h.schema);
    spans(bits, h.positiveSpans);
    spans(bits, h.negativeSpans);
    if (h.hasCustomBuckets()) {
      bits.unsigned(h.customBounds.length);
      for (double bound : h.customBounds) {
        bound(bits, bound);
      }
    }
  }

  /// One byte for 0 and the usual powers of two.
  private static void zeroThreshold(ChunkBits bits, double threshold) {
    int exponent = Math.getExponent(threshold) + 1;
    if (threshold == 0) {
      bits.put(0, 8);
    } else if (exponent >= -242 && exponent <= 11 && threshold == Math.scalb(0.5, exponent)) {
      bits.put(exponent + 243, 8);
    } else {
      bits.put(255, 8);
      bits.put(Double.doubleToRawLongBits(threshold), 64);
    }
  }

  private static void spans(ChunkBits bits, int[] spans) {
    bits.unsigned(spans.length / 2);
    for (int i = 0; i < spans.length; i += 2) {
      bits.unsigned(spans[i + 1]);
      bits.signed(spans[i]);
    }
  }

  /// Bounds of at most three decimals in few bits.
  private static void bound(ChunkBits bits, double bound) {
    double thousandfold = bound * 1000;
    if (thousandfold >= 0
        && thousandfold <= 33_554_430
        && thousandfold == Math.rint(thousandfold)) {
      bits.unsigned((long) thousandfold + 1);
    } else {
      bits.put(0, 1);
      bits.put(Double.doubleToRawLongBits(bound), 64);
    }
  }

  /// Counts and the deltas of buckets as second differences, the sum as changed bits.
  private static void integers(ChunkBits bits, SampleBuffer samples, int from, int to) {
    ChunkBits.Floats sums = new ChunkBits.Floats();
    long[] before = new long[0];
    long[] delta = new long[0];
    for (int i = from; i < to; i++) {
      NativeHistogram h = Objects.requireNonNull(samples.histogram(i));
      long[] now = numbers(h, samples.timestamps[i]);
      if (i == from) {
        bits.signed(now[0]);
        bits.unsigned(now[1]);
        bits.unsigned(now[2]);
        sums.first(bits, h.sum);
        for (int k = 3; k < now.length; k++) {
          bits.signed(now[k]);
        }
        delta = new long[now.length];
      } else {
        for (int k = 0; k < now.length; k++) {
          if (k == 3) {
            sums.next(bits, h.sum);
          }
          long step = now[k] - before[k];
          bits.signed(step - delta[k]);
          delta[k] = step;
        }
        if (now.length == 3) {
          sums.next(bits, h.sum);
        }
      }
      before = now;
    }
  }

  /// Time, count, zero count, and the deltas of the positive and the negative buckets.
  private static long[] numbers(NativeHistogram h, long time) {
    int positive = h.positiveBuckets.length;
    long[] numbers = new long[3 + positive + h.negativeBuckets.length];
    numbers[0] = time;
    numbers[1] = (long) h.count;
    numbers[2] = (long) h.zeroCount;
    deltas(h.positiveBuckets, numbers, 3);
    deltas(h.negativeBuckets, numbers, 3 + positive);
    return numbers;
  }

  private static void deltas(double[] buckets, long[] into, int at) {
    long before = 0;
    for (int i = 0; i < buckets.length; i++) {
      into[at + i] = (long) buckets[i] - before;
      before = (long) buckets[i];
    }
  }

  /// Every number as changed bits, times as second differences.
  private static void floats(ChunkBits bits, SampleBuffer samples, int from, int to) {
    ChunkBits.Floats[] columns = {};
    long delta = 0;
    for (int i = from; i < to; i++) {
      NativeHistogram h = Objects.requireNonNull(samples.histogram(i));
      double[] now = values(h);
      if (i == from) {
        bits.signed(samples.timestamps[i]);
        columns = new ChunkBits.Floats[now.length];
        for (int k = 0; k < now.length; k++) {
          columns[k] = new ChunkBits.Floats();
          columns[k].first(bits, now[k]);
        }
      } else {
        long step = samples.timestamps[i] - samples.timestamps[i - 1];
        bits.signed(step - delta);
        delta = step;
        for (int k = 0; k < now.length; k++) {
          columns[k].next(bits, now[k]);
        }
      }
    }
  }

  /// Count, zero count, sum, positive and negative buckets.
  private static double[] values(NativeHistogram h) {
    int positive = h.positiveBuckets.length;
    double[] values = new double[3 + positive + h.negativeBuckets.length];
    values[0] = h.count;
    values[1] = h.zeroCount;
    values[2] = h.sum;
    System.arraycopy(h.positiveBuckets, 0, values, 3, positive);
    System.arraycopy(h.negativeBuckets, 0, values, 3 + positive, h.negativeBuckets.length);
    return values;
  }
}
