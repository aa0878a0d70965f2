package io.trivet.metrics.prometheus.chunk;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the chunks that [HistogramChunk] writes. Owned by one thread.
final class HistogramChunkReader {
  /// More buckets or spans than any sensible histogram has.
  private static final int MAX_BUCKETS = 1 << 16;

  private final ChunkBitReader bits;

  private int schema;
  private double zeroThreshold;
  private int[] positiveSpans = {};
  private int[] negativeSpans = {};
  private double @Nullable [] bounds;
  private int positiveBuckets;
  private int negativeBuckets;

  /// @param bits set to the samples of a chunk before each call of [#read]
  HistogramChunkReader(ChunkBitReader bits) {
    this.bits = bits;
  }

  void read(int count, boolean isInteger, SampleBuffer into) {
    int flags = (int) bits.get(8) >>> 6;
    layout();
    if (isInteger) {
      integers(count, flags, into);
    } else {
      floats(count, flags, into);
    }
  }

  private void layout() {
    int threshold = (int) bits.get(8);
    zeroThreshold =
        switch (threshold) {
          case 0 -> 0;
          case 255 -> bits.getDouble();
          default -> Math.scalb(0.5, threshold - 243);
        };
    long wanted = bits.signed();
    schema = (int) wanted;
    boolean exponential =
        wanted >= NativeHistogram.MIN_EXPONENTIAL_SCHEMA
            && wanted <= NativeHistogram.MAX_EXPONENTIAL_SCHEMA;
    if (!exponential && wanted != NativeHistogram.CUSTOM_BUCKETS) {
      throw bits.malformed("histogram of schema " + wanted);
    }
    positiveSpans = spans();
    positiveBuckets = buckets(positiveSpans);
    negativeSpans = spans();
    negativeBuckets = buckets(negativeSpans);
    bounds = exponential ? null : bounds();
  }

  private int[] spans() {
    int[] spans = new int[2 * bits.count(MAX_BUCKETS)];
    for (int i = 0; i < spans.length; i += 2) {
      spans[i + 1] = bits.count(MAX_BUCKETS);
      spans[i] = (int) bits.signed();
    }
    return spans;
  }

  private int buckets(int[] spans) {
    long sum = 0;
    for (int i = 1; i < spans.length; i += 2) {
      sum += spans[i];
    }
    if (sum > MAX_BUCKETS) {
      throw bits.malformed("histogram of " + sum + " buckets");
    }
    return (int) sum;
  }

  private double[] bounds() {
    double[] found = new double[bits.count(MAX_BUCKETS)];
    for (int i = 0; i < found.length; i++) {
      long thousandfold = bits.unsigned();
      found[i] = thousandfold == 0 ? bits.getDouble() : (thousandfold - 1) / 1000.0;
    }
    return found;
  }

  private static ResetHint hint(int flags, int row) {
    if (flags == 0b11) {
      return ResetHint.GAUGE;
    }
    if (row > 0) {
      return ResetHint.NO_RESET;
    }
    // "No reset since the chunk before" holds only as long as that chunk is there.
    return flags == 0b10 ? ResetHint.RESET : ResetHint.UNKNOWN;
  }

  /// A stale marker in place of a histogram: nothing but its sum is written.
  private static NativeHistogram stale(double sum, ResetHint hint, boolean isInteger) {
    return new NativeHistogram(hint, 0, 0, 0, 0, sum, null, null, null, null, null, isInteger);
  }

  private NativeHistogram histogram(
      ResetHint hint,
      double zeroCount,
      double count,
      double sum,
      double[] positive,
      double[] negative,
      boolean isInteger) {
    return new NativeHistogram(
        hint,
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positiveSpans,
        positive,
        negativeSpans,
        negative,
        bounds,
        isInteger);
  }

  /// Columns are time, count, zero count, and the deltas of the buckets.
  private void integers(int count, int flags, SampleBuffer into) {
    long[] now = new long[3 + positiveBuckets + negativeBuckets];
    long[] delta = new long[now.length];
    ChunkBitReader.Floats sums = new ChunkBitReader.Floats();
    for (int row = 0; row < count; row++) {
      double sum = 0;
      for (int k = 0; k < now.length; k++) {
        if (k == 3) {
          sum = row == 0 ? sums.first(bits) : sums.next(bits);
          if (row > 0 && HistogramChunk.isStale(sum)) {
            break;
          }
        }
        if (row > 0) {
          delta[k] += bits.signed();
          now[k] += delta[k];
        } else {
          now[k] = k == 1 || k == 2 ? bits.unsigned() : bits.signed();
        }
      }
      if (now.length == 3) {
        sum = row == 0 ? sums.first(bits) : sums.next(bits);
      }
      ResetHint hint = hint(flags, row);
      into.add(
          now[0],
          HistogramChunk.isStale(sum)
              ? stale(sum, hint, true)
              : histogram(
                  hint,
                  now[2],
                  now[1],
                  sum,
                  counts(now, 3, positiveBuckets),
                  counts(now, 3 + positiveBuckets, negativeBuckets),
                  true));
    }
  }

  /// Absolute counts of buckets written as differences from one to the next.
  private static double[] counts(long[] deltas, int from, int length) {
    double[] counts = new double[length];
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += deltas[from + i];
      counts[i] = sum;
    }
    return counts;
  }

  /// Columns are count, zero count, sum, and the buckets.
  private void floats(int count, int flags, SampleBuffer into) {
    ChunkBitReader.Floats[] columns =
        new ChunkBitReader.Floats[3 + positiveBuckets + negativeBuckets];
    double[] now = new double[columns.length];
    long time = 0;
    long delta = 0;
    for (int row = 0; row < count; row++) {
      if (row > 0) {
        delta += bits.signed();
        time += delta;
      } else {
        time = bits.signed();
      }
      for (int k = 0; k < now.length; k++) {
        if (row == 0) {
          columns[k] = new ChunkBitReader.Floats();
          now[k] = columns[k].first(bits);
        } else {
          now[k] = columns[k].next(bits);
        }
        if (k == 2 && row > 0 && HistogramChunk.isStale(now[2])) {
          break;
        }
      }
      ResetHint hint = hint(flags, row);
      into.add(
          time,
          HistogramChunk.isStale(now[2])
              ? stale(now[2], hint, false)
              : histogram(
                  hint,
                  now[1],
                  now[0],
                  now[2],
                  Arrays.copyOfRange(now, 3, 3 + positiveBuckets),
                  Arrays.copyOfRange(now, 3 + positiveBuckets, now.length),
                  false));
    }
  }
}
