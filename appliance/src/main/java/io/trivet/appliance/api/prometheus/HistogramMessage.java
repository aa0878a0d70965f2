package io.trivet.appliance.api.prometheus;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the message `Histogram`, which both versions of remote write have:
///
/// ```text
/// 1 count_int | 2 count_float, 3 sum, 4 schema, 5 zero_threshold, 6 zero_int | 7 zero_float,
/// 8 negative spans*, 9 negative deltas*, 10 negative counts*, 11-13 the same positive,
/// 14 reset hint, 15 timestamp, 16 custom bounds*, 17 start timestamp
/// ```
///
/// Source: `prompb/types.proto` and `prompb/io/prometheus/write/v2/types.proto` of Prometheus.
/// Owned by one thread.
final class HistogramMessage {
  private static final int MAX_BUCKETS = 100_000;
  private static final int HIGHEST_SENT_SCHEMA = 52;

  long timestamp;
  long start;
  private final Numbers negative = new Numbers();
  private final Numbers positive = new Numbers();
  private final Numbers negativeSpans = new Numbers();
  private final Numbers positiveSpans = new Numbers();
  private final Numbers bounds = new Numbers();

  /// Doubles that grow.
  private static final class Numbers {
    private double[] values = new double[16];
    private int size;

    void add(double value, ProtoReader in) {
      if (size == MAX_BUCKETS) {
        throw new MalformedBytesException(in.position(), "more than 100000 buckets");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    double last() {
      return size == 0 ? 0 : values[size - 1];
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }

    int[] toInts() {
      int[] ints = new int[size];
      for (int i = 0; i < size; i++) {
        ints[i] = (int) values[i];
      }
      return ints;
    }
  }

  /// Reads the message the cursor has entered.
  NativeHistogram read(ProtoReader in) {
    boolean isFloat = false;
    double count = 0;
    double sum = 0;
    int schema = 0;
    double zeroThreshold = 0;
    double zeroCount = 0;
    int hint = 0;
    timestamp = 0;
    start = 0;
    for (Numbers n : new Numbers[] {negative, positive, negativeSpans, positiveSpans, bounds}) {
      n.size = 0;
    }
    while (in.next()) {
      switch (in.field()) {
        case 1 -> count = unsigned(in.varint());
        case 2 -> {
          isFloat = true;
          count = in.float64();
        }
        case 3 -> sum = in.float64();
        case 4 -> schema = (int) in.zigzag();
        case 5 -> zeroThreshold = in.float64();
        case 6 -> zeroCount = unsigned(in.varint());
        case 7 -> zeroCount = in.float64();
        case 8 -> span(in, negativeSpans);
        case 9 -> deltas(in, negative);
        case 10 -> doubles(in, negative);
        case 11 -> span(in, positiveSpans);
        case 12 -> deltas(in, positive);
        case 13 -> doubles(in, positive);
        case 14 -> hint = (int) in.varint();
        case 15 -> timestamp = in.varint();
        case 16 -> doubles(in, bounds);
        case 17 -> start = in.varint();
        default -> in.skip();
      }
    }
    NativeHistogram.ResetHint[] hints = NativeHistogram.ResetHint.values();
    return new NativeHistogram(
        hint >= 0 && hint < hints.length ? hints[hint] : NativeHistogram.ResetHint.UNKNOWN,
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positiveSpans.toInts(),
        positive.toArray(),
        negativeSpans.toInts(),
        negative.toArray(),
        bounds.toArray(),
        !isFloat);
  }

  /// Why a schema is not taken, null if it is. Finer ones up to 52 are for the store to reduce.
  static @Nullable String problem(NativeHistogram histogram) {
    int schema = histogram.schema;
    boolean known =
        schema == NativeHistogram.CUSTOM_BUCKETS
            || schema >= NativeHistogram.MIN_EXPONENTIAL_SCHEMA && schema <= HIGHEST_SENT_SCHEMA;
    return known
        ? null
        : "histogram has an invalid schema, which must be between -4 and 8 for exponential"
            + " buckets, or -53 for custom buckets, got schema "
            + schema;
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1);
  }

  private static void span(ProtoReader in, Numbers spans) {
    int outer = in.enter();
    long offset = 0;
    long length = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> offset = in.zigzag();
        case 2 -> length = in.varint();
        default -> in.skip();
      }
    }
    if (length < 0 || length > MAX_BUCKETS || Math.abs(offset) > Integer.MAX_VALUE) {
      throw new MalformedBytesException(in.position(), "span of " + length + " buckets");
    }
    spans.add((double) offset, in);
    spans.add((double) length, in);
    in.leave(outer);
  }

  private static void deltas(ProtoReader in, Numbers buckets) {
    if (in.wireType() != ProtoReader.BYTES) {
      buckets.add(buckets.last() + in.zigzag(), in);
      return;
    }
    int end = in.length();
    end += in.position();
    while (in.position() < end) {
      buckets.add(buckets.last() + in.zigzag(), in);
    }
  }

  private static void doubles(ProtoReader in, Numbers numbers) {
    if (in.wireType() != ProtoReader.BYTES) {
      numbers.add(in.float64(), in);
      return;
    }
    int end = in.length();
    end += in.position();
    while (in.position() < end) {
      numbers.add(in.float64(), in);
    }
  }
}
