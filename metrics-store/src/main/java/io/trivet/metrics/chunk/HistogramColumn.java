package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Native histograms of a run of samples. One whose layout (schema, zero threshold, spans, bounds)
/// is that of the one before it is written as differences to it.
///
/// ```text
/// histogram = flags (byte)  [layout]  sum  count  zero count  positive buckets  negative buckets
/// flags     = reset hint, 2 bits (unknown, reset, no reset, gauge) | integer counts |
///             whole counts | same layout
/// layout    = schema (signed varint)  zero threshold (8 bytes)  positive spans  negative spans
///             bounds: number (varint), 8 bytes each
/// spans     = number of pairs (varint), each: offset (signed varint), length (varint)
/// counts    whole: difference (signed varint), for buckets to the same bucket before, in a new
///             layout to the bucket to the left
///           else:  bits XOR bits before, bytes reversed (varint)
/// sum       = bits XOR bits of the sum before, bytes reversed (varint)
/// ```
public final class HistogramColumn {
  /// More buckets than any sensible histogram has.
  static final int MAX_BUCKETS = 1 << 16;

  private static final int INTEGER = 4;
  private static final int WHOLE = 8;
  private static final int SAME_LAYOUT = 16;
  private static final double MAX_WHOLE = 1L << 53;

  private HistogramColumn() {}

  public static void write(
      @Nullable NativeHistogram[] histograms, int from, int count, BytesWriter out) {
    NativeHistogram previous = null;
    for (int i = from; i < from + count; i++) {
      NativeHistogram histogram = histograms[i];
      if (histogram == null) {
        throw new IllegalArgumentException("row " + i + " is no histogram");
      }
      write(histogram, previous, out);
      previous = histogram;
    }
  }

  /// Writes one histogram.
  ///
  /// @param previous the one before it in the same run
  public static void write(NativeHistogram h, @Nullable NativeHistogram previous, BytesWriter out) {
    NativeHistogram before = previous != null && sameLayout(h, previous) ? previous : null;
    boolean whole = isWhole(h) && (before == null || isWhole(before));
    out.putByte(
        code(h.resetHint)
            | (h.isInteger ? INTEGER : 0)
            | (whole ? WHOLE : 0)
            | (before != null ? SAME_LAYOUT : 0));
    if (before == null) {
      out.putSigned(h.schema);
      out.putDouble(h.zeroThreshold);
      writeSpans(h.positiveSpans, out);
      writeSpans(h.negativeSpans, out);
      out.putVarint(h.customBounds.length);
      for (double bound : h.customBounds) {
        out.putDouble(bound);
      }
    }
    writeXor(h.sum, before == null ? 0 : before.sum, out);
    writeCount(h.count, before == null ? 0 : before.count, whole, out);
    writeCount(h.zeroCount, before == null ? 0 : before.zeroCount, whole, out);
    writeBuckets(h.positiveBuckets, before == null ? null : before.positiveBuckets, whole, out);
    writeBuckets(h.negativeBuckets, before == null ? null : before.negativeBuckets, whole, out);
  }

  private static int code(ResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> 0;
      case RESET -> 1;
      case NO_RESET -> 2;
      case GAUGE -> 3;
    };
  }

  private static ResetHint hint(int code) {
    return switch (code) {
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NO_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> ResetHint.UNKNOWN;
    };
  }

  private static boolean sameLayout(NativeHistogram a, NativeHistogram b) {
    return a.schema == b.schema
        && Double.doubleToRawLongBits(a.zeroThreshold)
            == Double.doubleToRawLongBits(b.zeroThreshold)
        && Arrays.equals(a.positiveSpans, b.positiveSpans)
        && Arrays.equals(a.negativeSpans, b.negativeSpans)
        && a.positiveBuckets.length == b.positiveBuckets.length
        && a.negativeBuckets.length == b.negativeBuckets.length
        && Arrays.equals(a.customBounds, b.customBounds);
  }

  private static boolean isWhole(NativeHistogram h) {
    return isWhole(h.count)
        && isWhole(h.zeroCount)
        && Arrays.stream(h.positiveBuckets).allMatch(HistogramColumn::isWhole)
        && Arrays.stream(h.negativeBuckets).allMatch(HistogramColumn::isWhole);
  }

  private static boolean isWhole(double value) {
    return Math.abs(value) <= MAX_WHOLE
        && Double.doubleToRawLongBits((double) (long) value) == Double.doubleToRawLongBits(value);
  }

  private static void writeSpans(int[] spans, BytesWriter out) {
    out.putVarint(spans.length / 2);
    for (int i = 0; i < spans.length; i += 2) {
      out.putSigned(spans[i]);
      out.putVarint(spans[i + 1]);
    }
  }

  private static void writeBuckets(
      double[] buckets, double @Nullable [] before, boolean whole, BytesWriter out) {
    if (before == null) {
      out.putVarint(buckets.length);
    }
    for (int i = 0; i < buckets.length; i++) {
      double base = before != null ? before[i] : i == 0 ? 0 : buckets[i - 1];
      writeCount(buckets[i], base, whole, out);
    }
  }

  private static void writeCount(double value, double before, boolean whole, BytesWriter out) {
    if (whole) {
      out.putSigned((long) value - (long) before);
    } else {
      writeXor(value, before, out);
    }
  }

  private static void writeXor(double value, double before, BytesWriter out) {
    long xor = Double.doubleToRawLongBits(value) ^ Double.doubleToRawLongBits(before);
    out.putVarint(Long.reverseBytes(xor));
  }

  /// Reads `count` histograms into an array.
  public static void read(BytesReader in, int count, @Nullable NativeHistogram[] into, int at) {
    NativeHistogram previous = null;
    for (int i = at; i < at + count; i++) {
      previous = read(in, previous);
      into[i] = previous;
    }
  }

  /// Reads one histogram.
  ///
  /// @param previous the one before it in the same run
  public static NativeHistogram read(BytesReader in, @Nullable NativeHistogram previous) {
    int flags = in.getByte();
    boolean whole = (flags & WHOLE) != 0;
    NativeHistogram before = null;
    int schema;
    double zeroThreshold;
    int[] positiveSpans;
    int[] negativeSpans;
    double[] bounds;
    if ((flags & SAME_LAYOUT) != 0) {
      if (previous == null) {
        throw Columns.malformed(in, "histogram without a layout");
      }
      before = previous;
      schema = before.schema;
      zeroThreshold = before.zeroThreshold;
      positiveSpans = before.positiveSpans;
      negativeSpans = before.negativeSpans;
      bounds = before.customBounds;
    } else {
      schema = (int) in.getSigned();
      zeroThreshold = in.getDouble();
      positiveSpans = readSpans(in);
      negativeSpans = readSpans(in);
      bounds = new double[in.getLength(Math.min(MAX_BUCKETS, in.remaining() / 8))];
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = in.getDouble();
      }
    }
    double sum = readXor(in, before == null ? 0 : before.sum);
    double count = readCount(in, before == null ? 0 : before.count, whole);
    double zeroCount = readCount(in, before == null ? 0 : before.zeroCount, whole);
    double[] positive = readBuckets(in, before == null ? null : before.positiveBuckets, whole);
    double[] negative = readBuckets(in, before == null ? null : before.negativeBuckets, whole);
    return new NativeHistogram(
        hint(flags & 3),
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
        (flags & INTEGER) != 0);
  }

  private static int[] readSpans(BytesReader in) {
    int[] spans = new int[2 * in.getLength(Math.min(MAX_BUCKETS, in.remaining() / 2))];
    for (int i = 0; i < spans.length; i += 2) {
      spans[i] = (int) in.getSigned();
      spans[i + 1] = in.getLength(MAX_BUCKETS);
    }
    return spans;
  }

  private static double[] readBuckets(BytesReader in, double @Nullable [] before, boolean whole) {
    int length =
        before != null ? before.length : in.getLength(Math.min(MAX_BUCKETS, in.remaining()));
    double[] buckets = new double[length];
    for (int i = 0; i < length; i++) {
      double base = before != null ? before[i] : i == 0 ? 0 : buckets[i - 1];
      buckets[i] = readCount(in, base, whole);
    }
    return buckets;
  }

  private static double readCount(BytesReader in, double before, boolean whole) {
    return whole ? (double) ((long) before + in.getSigned()) : readXor(in, before);
  }

  private static double readXor(BytesReader in, double before) {
    long xor = Long.reverseBytes(in.getVarint());
    return Double.longBitsToDouble(xor ^ Double.doubleToRawLongBits(before));
  }
}
