package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import io.trivet.metrics.otlp.MetricKind;

/// Reads data points:
///
/// ```text
/// NumberDataPoint {2 start, 3 time, 4 as_double, 5 exemplars*, 6 as_int, 7 attributes*, 8 flags}
/// HistogramDataPoint {2 start, 3 time, 4 count, 5 sum, 6 bucket_counts*, 7 explicit_bounds*,
///                     8 exemplars*, 9 attributes*, 10 flags}
/// ExponentialHistogramDataPoint {1 attributes*, 2 start, 3 time, 4 count, 5 sum, 6 scale,
///     7 zero_count, 8 positive {1 offset, 2 counts*}, 9 negative, 10 flags, 11 exemplars*,
///     14 zero_threshold}
/// SummaryDataPoint {2 start, 3 time, 4 count, 5 sum, 6 quantiles* {1 quantile, 2 value},
///                   7 attributes*, 8 flags}
/// ```
final class PointReader {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private PointReader() {}

  /// Reads the message in which the cursor stands to its end.
  static void read(ProtoReader in, MetricKind kind, Point into) {
    into.clear(in.array());
    while (in.next()) {
      switch (in.field()) {
        case 2 -> into.startMs = fixed(in) / NANOS_PER_MILLI;
        case 3 -> into.timeMs = fixed(in) / NANOS_PER_MILLI;
        default -> {
          switch (kind) {
            case GAUGE, COUNTER, UP_DOWN_COUNTER -> number(in, into);
            case HISTOGRAM -> explicit(in, into);
            case EXPONENTIAL_HISTOGRAM -> exponential(in, into);
            case SUMMARY -> summary(in, into);
          }
        }
      }
    }
  }

  private static void number(ProtoReader in, Point into) {
    switch (in.field()) {
      case 4 -> into.value = float64(in);
      case 5 -> exemplar(in, into);
      case 6 -> into.value = (double) fixed(in);
      case 7 -> attribute(in, into);
      case 8 -> into.flags(varint(in));
      default -> in.skip();
    }
  }

  private static void explicit(ProtoReader in, Point into) {
    switch (in.field()) {
      case 4 -> into.count = unsigned(fixed(in));
      case 5 -> sum(in, into);
      case 6 -> {
        int end = packedEnd(in, ProtoReader.FIXED64);
        while (in.position() < end) {
          into.counts.add(unsigned(in.fixed64()));
        }
      }
      case 7 -> {
        int end = packedEnd(in, ProtoReader.FIXED64);
        while (in.position() < end) {
          into.bounds.add(in.float64());
        }
      }
      case 8 -> exemplar(in, into);
      case 9 -> attribute(in, into);
      case 10 -> into.flags(varint(in));
      default -> in.skip();
    }
  }

  private static void exponential(ProtoReader in, Point into) {
    switch (in.field()) {
      case 1 -> attribute(in, into);
      case 4 -> into.count = unsigned(fixed(in));
      case 5 -> sum(in, into);
      case 6 -> into.scale = signed(in);
      case 7 -> into.zeroCount = unsigned(fixed(in));
      case 8 -> into.positiveOffset = buckets(in, into.counts);
      case 9 -> into.negativeOffset = buckets(in, into.negativeCounts);
      case 10 -> into.flags(varint(in));
      case 11 -> exemplar(in, into);
      default -> in.skip();
    }
  }

  private static void summary(ProtoReader in, Point into) {
    switch (in.field()) {
      case 4 -> into.count = unsigned(fixed(in));
      case 5 -> sum(in, into);
      case 6 -> quantile(in, into);
      case 7 -> attribute(in, into);
      case 8 -> into.flags(varint(in));
      default -> in.skip();
    }
  }

  private static void sum(ProtoReader in, Point into) {
    into.sum = float64(in);
    into.hasSum = true;
  }

  /// Returns the offset.
  private static int buckets(ProtoReader in, Point.Numbers counts) {
    int outer = in.enter();
    int offset = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> offset = signed(in);
        case 2 -> {
          int end = packedEnd(in, ProtoReader.VARINT);
          while (in.position() < end) {
            counts.add(unsigned(in.varint()));
          }
        }
        default -> in.skip();
      }
    }
    in.leave(outer);
    return offset;
  }

  private static void quantile(ProtoReader in, Point into) {
    int outer = in.enter();
    double quantile = 0;
    double value = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> quantile = float64(in);
        case 2 -> value = float64(in);
        default -> in.skip();
      }
    }
    in.leave(outer);
    into.bounds.add(quantile);
    into.quantileValues.add(value);
  }

  private static void attribute(ProtoReader in, Point into) {
    int start = in.tagStart();
    in.expect(ProtoReader.BYTES);
    in.skip();
    into.addAttribute(start, in.position() - start);
  }

  private static void exemplar(ProtoReader in, Point into) {
    in.expect(ProtoReader.BYTES);
    int length = in.length();
    into.addExemplar(in.take(length), length);
  }

  /// Until which position a repeated number is read: past the first byte of the one that stands
  /// here, or to the end of a packed list.
  private static int packedEnd(ProtoReader in, int single) {
    if (in.wireType() == single) {
      return in.position() + 1;
    }
    in.expect(ProtoReader.BYTES);
    int length = in.length();
    return in.position() + length;
  }

  private static int signed(ProtoReader in) {
    in.expect(ProtoReader.VARINT);
    return (int) in.zigzag();
  }

  static long varint(ProtoReader in) {
    in.expect(ProtoReader.VARINT);
    return in.varint();
  }

  static long fixed(ProtoReader in) {
    in.expect(ProtoReader.FIXED64);
    return in.fixed64();
  }

  private static double float64(ProtoReader in) {
    return Double.longBitsToDouble(fixed(in));
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1);
  }
}
