package io.trivet.scrape.exposition;

import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;

/// One `io.prometheus.client.Histogram` message, read into reusable columns: classic buckets,
/// native buckets and the places of exemplars. Owned by one thread.
final class ProtobufHistogram {
  /// Observations that the classic series say.
  double count;

  double sum;
  private boolean isFloat;
  private double nativeCount;
  private boolean hasZeroCount;
  int createdFrom;
  int createdTo;

  int classicSize;
  double[] bounds = new double[16];
  double[] cumulative = new double[16];

  /// Start and end of the exemplar of each classic bucket, negative where there is none.
  int[] bucketExemplars = new int[32];

  int exemplarSize;

  /// Start and end of each exemplar of the whole histogram.
  int[] exemplars = new int[8];

  private int schema;
  private double zeroThreshold;
  private double zeroCount;
  private final Side positive = new Side();
  private final Side negative = new Side();

  private static final class Side {
    int spanSize;
    int[] spans = new int[16];
    int deltaSize;
    long[] deltas = new long[32];
    int countSize;
    double[] counts = new double[32];

    void clear() {
      spanSize = 0;
      deltaSize = 0;
      countSize = 0;
    }

    void addSpan(int offset, int length) {
      spans = spanSize == spans.length ? Arrays.copyOf(spans, 2 * spanSize) : spans;
      spans[spanSize++] = offset;
      spans[spanSize++] = length;
    }

    void addDelta(long delta) {
      deltas = deltaSize == deltas.length ? Arrays.copyOf(deltas, 2 * deltaSize) : deltas;
      deltas[deltaSize++] = delta;
    }

    void addCount(double count) {
      counts = countSize == counts.length ? Arrays.copyOf(counts, 2 * countSize) : counts;
      counts[countSize++] = count;
    }

    /// Absolute counts of the buckets.
    double[] buckets(boolean floats, String side) {
      int size = floats ? countSize : deltaSize;
      long wanted = 0;
      for (int i = 1; i < spanSize; i += 2) {
        wanted += spans[i] & 0xffffffffL;
      }
      if (wanted != size) {
        throw new ExpositionException(
            side + " side: spans require " + wanted + " buckets, have " + size);
      }
      if (floats) {
        return Arrays.copyOf(counts, size);
      }
      double[] absolute = new double[size];
      long current = 0;
      for (int i = 0; i < size; i++) {
        current += deltas[i];
        absolute[i] = current;
      }
      return absolute;
    }

    /// Spans and buckets without the empty ones.
    Compacted compacted(boolean floats, String side) {
      double[] all = buckets(floats, side);
      double[] kept = new double[all.length];
      int[] keptSpans = new int[2 * all.length];
      int size = 0;
      int keptSpanSize = 0;
      int gap = 0;
      for (int s = 0, bucket = 0; s < spanSize; s += 2) {
        gap += spans[s];
        for (int end = bucket + spans[s + 1]; bucket < end; bucket++) {
          if (all[bucket] == 0) {
            gap++;
            continue;
          }
          if (size == 0 || gap != 0) {
            keptSpans[keptSpanSize++] = gap;
            keptSpans[keptSpanSize++] = 0;
          }
          gap = 0;
          keptSpans[keptSpanSize - 1]++;
          kept[size++] = all[bucket];
        }
      }
      return new Compacted(Arrays.copyOf(keptSpans, keptSpanSize), Arrays.copyOf(kept, size));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Compacted(int[] spans, double[] buckets) {}

  void read(ProtobufCursor cursor, ProtobufCursor inner, int from, int to) {
    clear();
    double countFloat = 0;
    double zeroCountFloat = 0;
    long countInt = 0;
    long zeroCountInt = 0;
    cursor.over(from, to);
    while (cursor.nextField()) {
      switch (cursor.field) {
        case 1 -> countInt = cursor.readVarint();
        case 2 -> sum = cursor.readDouble();
        case 3 -> {
          cursor.readLength();
          bucket(inner.over(cursor.from, cursor.to));
        }
        case 4 -> countFloat = cursor.readDouble();
        case 5 -> schema = (int) cursor.readZigZag();
        case 6 -> zeroThreshold = cursor.readDouble();
        case 7 -> zeroCountInt = cursor.readVarint();
        case 8 -> zeroCountFloat = cursor.readDouble();
        case 9 -> span(cursor, inner, negative);
        case 10 -> deltas(cursor, inner, negative);
        case 11 -> counts(cursor, inner, negative);
        case 12 -> span(cursor, inner, positive);
        case 13 -> deltas(cursor, inner, positive);
        case 14 -> counts(cursor, inner, positive);
        case 15 -> {
          cursor.readLength();
          createdFrom = cursor.from;
          createdTo = cursor.to;
        }
        case 16 -> {
          cursor.readLength();
          if (2 * exemplarSize == exemplars.length) {
            exemplars = Arrays.copyOf(exemplars, 4 * exemplarSize);
          }
          exemplars[2 * exemplarSize] = cursor.from;
          exemplars[2 * exemplarSize + 1] = cursor.to;
          exemplarSize++;
        }
        default -> cursor.skip();
      }
    }
    isFloat = countFloat > 0 || zeroCountFloat > 0;
    count = countFloat != 0 ? countFloat : unsigned(countInt);
    nativeCount = isFloat ? countFloat : unsigned(countInt);
    hasZeroCount = zeroCountInt != 0;
    zeroCount = isFloat ? zeroCountFloat : unsigned(zeroCountInt);
  }

  private void clear() {
    sum = 0;
    classicSize = 0;
    exemplarSize = 0;
    schema = 0;
    zeroThreshold = 0;
    createdFrom = 0;
    createdTo = 0;
    positive.clear();
    negative.clear();
  }

  static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  /// Whether the message has what only native histograms have.
  boolean isNative() {
    return positive.spanSize > 0 || negative.spanSize > 0 || zeroThreshold > 0 || hasZeroCount;
  }

  NativeHistogram toNative(NativeHistogram.ResetHint hint) {
    if (schema > NativeHistogram.MAX_EXPONENTIAL_SCHEMA) {
      throw new ExpositionException(
          "histogram has an invalid schema, which must be between -4 and 8: " + schema);
    }
    Compacted up = positive.compacted(isFloat, "positive");
    Compacted down = negative.compacted(isFloat, "negative");
    return new NativeHistogram(
        hint,
        schema,
        zeroThreshold,
        zeroCount,
        nativeCount,
        sum,
        up.spans,
        up.buckets,
        down.spans,
        down.buckets,
        null,
        !isFloat);
  }

  private void bucket(ProtobufCursor inner) {
    double bound = 0;
    long whole = 0;
    double fraction = 0;
    int exemplarFrom = -1;
    int exemplarTo = -1;
    while (inner.nextField()) {
      switch (inner.field) {
        case 1 -> whole = inner.readVarint();
        case 2 -> bound = inner.readDouble();
        case 3 -> {
          inner.readLength();
          exemplarFrom = inner.from;
          exemplarTo = inner.to;
        }
        case 4 -> fraction = inner.readDouble();
        default -> inner.skip();
      }
    }
    addBucket(bound, fraction != 0 ? fraction : unsigned(whole), exemplarFrom, exemplarTo);
  }

  /// Adds the bucket of +Inf if the sender left it out.
  ///
  /// @return number of the buckets up to the first of +Inf; those behind it are no series
  int complete() {
    for (int i = 0; i < classicSize; i++) {
      if (bounds[i] == Double.POSITIVE_INFINITY) {
        return i + 1;
      }
    }
    addBucket(Double.POSITIVE_INFINITY, count, -1, -1);
    return classicSize;
  }

  /// The native histogram with custom buckets that the classic buckets make.
  NativeHistogram toCustomBuckets(NativeHistogram.ResetHint hint) {
    ClassicHistogram classic = new ClassicHistogram(hint);
    classic.count(count);
    classic.sum(sum);
    for (int i = 0; i < classicSize; i++) {
      classic.bucket(bounds[i], cumulative[i]);
    }
    NativeHistogram converted = classic.convert();
    if (converted == null) {
      throw new ExpositionException("counts of a classic histogram contradict each other");
    }
    return converted;
  }

  private void addBucket(double bound, double number, int exemplarFrom, int exemplarTo) {
    if (classicSize == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * classicSize);
      cumulative = Arrays.copyOf(cumulative, 2 * classicSize);
      bucketExemplars = Arrays.copyOf(bucketExemplars, 4 * classicSize);
    }
    bounds[classicSize] = bound;
    cumulative[classicSize] = number;
    bucketExemplars[2 * classicSize] = exemplarFrom;
    bucketExemplars[2 * classicSize + 1] = exemplarTo;
    classicSize++;
  }

  private static void span(ProtobufCursor cursor, ProtobufCursor inner, Side side) {
    cursor.readLength();
    inner.over(cursor.from, cursor.to);
    int offset = 0;
    int length = 0;
    while (inner.nextField()) {
      switch (inner.field) {
        case 1 -> offset = (int) inner.readZigZag();
        case 2 -> length = (int) inner.readVarint();
        default -> inner.skip();
      }
    }
    side.addSpan(offset, length);
  }

  private static void deltas(ProtobufCursor cursor, ProtobufCursor inner, Side side) {
    if (cursor.wire != ProtobufCursor.LENGTH) {
      side.addDelta(cursor.readZigZag());
      return;
    }
    cursor.readLength();
    inner.over(cursor.from, cursor.to);
    while (!inner.atEnd()) {
      side.addDelta(ProtobufCursor.zigZag(inner.varint()));
    }
  }

  private static void counts(ProtobufCursor cursor, ProtobufCursor inner, Side side) {
    if (cursor.wire != ProtobufCursor.LENGTH) {
      side.addCount(cursor.readDouble());
      return;
    }
    cursor.readLength();
    inner.over(cursor.from, cursor.to);
    while (!inner.atEnd()) {
      side.addCount(inner.fixed64());
    }
  }
}
