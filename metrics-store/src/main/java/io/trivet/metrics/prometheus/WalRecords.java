package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;

/// What the records of the write-ahead log of Prometheus say. The first byte of a record is its
/// kind; numbers and times of the samples of a record are written as differences to those of its
/// first.
///
/// ```text
/// 1 series                   (number (8 bytes)  labels)*
/// 2 float samples            number  time (8 bytes each)  (number  time  value (8 bytes))*
/// 3 tombstones               (number (8 bytes)  first  last)*
/// 4 exemplars                number  time  (number  time  value (8 bytes)  labels)*
/// 5 marks of mapped chunks, 6 metadata: not read
/// 7, 9 integer histograms    number  time  (number  time  histogram)*
/// 8, 10 float histograms     the same
/// ```
///
/// Source: `tsdb/record/record.go` of Prometheus. Owned by one thread.
final class WalRecords {
  private static final int SERIES = 1;
  private static final int SAMPLES = 2;
  private static final int TOMBSTONES = 3;
  private static final int EXEMPLARS = 4;
  private static final int MMAP_MARKERS = 5;
  private static final int METADATA = 6;
  private static final int HISTOGRAMS = 7;
  private static final int FLOAT_HISTOGRAMS = 8;
  private static final int CUSTOM_HISTOGRAMS = 9;
  private static final int CUSTOM_FLOAT_HISTOGRAMS = 10;
  private static final int MAX_BUCKETS = 1 << 16;

  /// Takes what defines series, and what deletes from them.
  interface Definitions {
    void series(long number, Labels labels);

    void deleted(long number, long min, long max);
  }

  /// Takes what series have.
  interface Samples {
    void sample(long number, long time, double value) throws java.io.IOException;

    void sample(long number, long time, NativeHistogram value) throws java.io.IOException;

    void exemplar(long number, Exemplar exemplar) throws java.io.IOException;
  }

  private final LabelsBuilder labels = new LabelsBuilder();

  /// Whether it knows a kind of record.
  static boolean knows(int kind) {
    return kind >= SERIES && kind <= CUSTOM_FLOAT_HISTOGRAMS;
  }

  /// Reads the record if it defines series or deletes.
  ///
  /// @throws MalformedBytesException if it is no record of its kind
  void read(BytesReader in, Definitions to) {
    switch (in.getByte()) {
      case SERIES -> {
        while (!in.atEnd()) {
          to.series(bigEndian(in), labels(in));
        }
      }
      case TOMBSTONES -> {
        while (!in.atEnd()) {
          to.deleted(bigEndian(in), in.getSigned(), in.getSigned());
        }
      }
      default -> {}
    }
  }

  /// Reads the record if it has samples or exemplars.
  ///
  /// @throws MalformedBytesException if it is no record of its kind
  void read(BytesReader in, Samples to) throws java.io.IOException {
    int kind = in.getByte();
    switch (kind) {
      case SAMPLES,
          EXEMPLARS,
          HISTOGRAMS,
          FLOAT_HISTOGRAMS,
          CUSTOM_HISTOGRAMS,
          CUSTOM_FLOAT_HISTOGRAMS -> {
        if (in.atEnd()) {
          return;
        }
        long number = bigEndian(in);
        long time = bigEndian(in);
        while (!in.atEnd()) {
          item(kind, number + in.getSigned(), time + in.getSigned(), in, to);
        }
      }
      case SERIES, TOMBSTONES, MMAP_MARKERS, METADATA -> {}
      default -> throw new MalformedBytesException(0, "record of unknown kind " + kind);
    }
  }

  private void item(int kind, long number, long time, BytesReader in, Samples to)
      throws java.io.IOException {
    switch (kind) {
      case SAMPLES -> to.sample(number, time, bigEndianDouble(in));
      case EXEMPLARS -> {
        double value = bigEndianDouble(in);
        to.exemplar(number, new Exemplar(labels(in), value, time));
      }
      case HISTOGRAMS, CUSTOM_HISTOGRAMS -> to.sample(number, time, histogram(in, true));
      default -> to.sample(number, time, histogram(in, false));
    }
  }

  private static long bigEndian(BytesReader in) {
    return Long.reverseBytes(in.getLong());
  }

  private static double bigEndianDouble(BytesReader in) {
    return Double.longBitsToDouble(bigEndian(in));
  }

  private Labels labels(BytesReader in) {
    labels.reset(Labels.EMPTY);
    int count = in.getLength(in.remaining());
    for (int i = 0; i < count; i++) {
      String name = in.getString();
      labels.set(name, in.getString());
    }
    return labels.build();
  }

  private static NativeHistogram histogram(BytesReader in, boolean isInteger) {
    int hint = in.getByte();
    long schema = in.getSigned();
    double zeroThreshold = bigEndianDouble(in);
    double zeroCount = isInteger ? in.getVarint() : bigEndianDouble(in);
    double count = isInteger ? in.getVarint() : bigEndianDouble(in);
    double sum = bigEndianDouble(in);
    int[] positiveSpans = spans(in);
    int[] negativeSpans = spans(in);
    double[] positive = buckets(in, isInteger);
    double[] negative = buckets(in, isInteger);
    boolean custom = schema == NativeHistogram.CUSTOM_BUCKETS;
    double[] bounds = custom ? buckets(in, false) : null;
    return new NativeHistogram(
        hint(hint),
        Math.toIntExact(Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, schema))),
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

  private static ResetHint hint(int code) {
    return switch (code) {
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NO_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> ResetHint.UNKNOWN;
    };
  }

  private static int[] spans(BytesReader in) {
    int[] spans = new int[2 * in.getLength(Math.min(MAX_BUCKETS, in.remaining() / 2))];
    for (int i = 0; i < spans.length; i += 2) {
      spans[i] = (int) in.getSigned();
      spans[i + 1] = in.getLength(MAX_BUCKETS);
    }
    return spans;
  }

  /// Absolute counts; integers are written as differences from one to the next.
  private static double[] buckets(BytesReader in, boolean isInteger) {
    double[] buckets = new double[in.getLength(Math.min(MAX_BUCKETS, in.remaining()))];
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      if (isInteger) {
        sum += in.getSigned();
        buckets[i] = sum;
      } else {
        buckets[i] = bigEndianDouble(in);
      }
    }
    return buckets;
  }
}
