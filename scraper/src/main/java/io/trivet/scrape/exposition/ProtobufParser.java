package io.trivet.scrape.exposition;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads length-delimited `io.prometheus.client.MetricFamily` messages without building them.
/// Summaries and classic histograms are unrolled into the series that the text format has.
///
/// ```text
/// family -> TYPE [HELP] [UNIT] -> metric -> [HISTOGRAM] parts: plain | count sum bucket... | ...
/// ```
///
/// Source: `io/prometheus/client/metrics.proto`; unrolling as in Prometheus 3.14.
final class ProtobufParser implements ExpositionParser {
  /// A series made of a metric.
  private enum Part {
    PLAIN("", 1),
    SUM("_sum", 2),
    COUNT("_count", 3),
    BUCKET("_bucket", 4),
    QUANTILE("", 5);

    final String suffix;

    /// Tells the parts of a metric apart in their hashes.
    final long number;

    Part(String suffix, long number) {
      this.suffix = suffix;
      this.number = number;
    }
  }

  /// Most bytes in which the length of a family may be said.
  private static final int MAX_LENGTH_BYTES = 5;

  /// Starts the hashes; the type is no part of what a series is.
  private static final long SEED = 1;

  private final byte[] bytes;
  private final int end;
  private final boolean nativeHistograms;
  private final boolean classicToo;
  private final boolean customBuckets;
  private final ProtobufCursor families;
  private final ProtobufCursor metrics;
  private final ProtobufCursor cursor;
  private final ProtobufCursor inner;
  private final Slice family = new Slice();
  private final Slice text = new Slice();
  private final SeriesHash hash = new SeriesHash();

  private int nextFamily;
  private final ProtobufFamily current;
  private final ProtobufLabels labels;
  private boolean helpDue;
  private boolean unitDue;
  private boolean isUnit;

  private boolean hasTimestamp;
  private long timestampMs;
  private int createdFrom;
  private int createdTo;
  private long labelsHigh;
  private long labelsLow;

  private final ProtobufHistogram histogram = new ProtobufHistogram();
  private @Nullable NativeHistogram nativeHistogram;
  private boolean atNative;

  /// The labels of the metric are still to be read.
  private boolean labelsDue;

  /// A native histogram of the metric is still to come.
  private boolean nativeDue;

  /// The native histogram that the classic buckets make comes after the classic series.
  private boolean customDue;

  private int part;
  private int partSize;
  private Part[] parts = new Part[16];
  private double[] values = new double[16];
  private double[] bounds = new double[16];
  private int[] partExemplars = new int[32];

  ProtobufParser(
      byte[] bytes, int end, boolean nativeHistograms, boolean classicToo, boolean customBuckets) {
    this.bytes = bytes;
    this.current = new ProtobufFamily(bytes);
    this.labels = new ProtobufLabels(bytes);
    this.end = end;
    this.nativeHistograms = nativeHistograms;
    this.classicToo = classicToo;
    this.customBuckets = customBuckets;
    this.families = new ProtobufCursor(bytes);
    this.metrics = new ProtobufCursor(bytes).over(0, 0);
    this.cursor = new ProtobufCursor(bytes);
    this.inner = new ProtobufCursor(bytes);
  }

  @Override
  public Entry next() {
    if (helpDue) {
      helpDue = false;
      isUnit = false;
      return Entry.HELP;
    }
    if (unitDue) {
      unitDue = false;
      isUnit = true;
      return Entry.UNIT;
    }
    while (true) {
      if (labelsDue) {
        readLabels();
      }
      atNative = nativeDue;
      if (nativeDue) {
        nativeDue = false;
        if (nativeHistogram == null) {
          nativeHistogram = histogram.toNative(resetHint());
        }
        identify();
        return Entry.HISTOGRAM;
      }
      if (++part < partSize) {
        identify();
        return Entry.SAMPLE;
      }
      if (customDue) {
        customDue = false;
        nativeHistogram = histogram.toCustomBuckets(resetHint());
        nativeDue = true;
      } else if (nextMetric()) {
        metric(metrics.from, metrics.to);
      } else if (nextFamily < end) {
        nextFamily();
        if (nextMetric()) {
          current.check();
          metric(metrics.from, metrics.to);
          helpDue = true;
          unitDue = current.unitTo > current.unitFrom;
          return Entry.TYPE;
        }
      } else {
        return Entry.END;
      }
    }
  }

  private boolean nextMetric() {
    while (metrics.nextField()) {
      if (metrics.field == 4) {
        metrics.readLength();
        return true;
      }
      metrics.skip();
    }
    return false;
  }

  private void nextFamily() {
    int start = nextFamily;
    families.over(start, end);
    long length = families.varint();
    int from = families.position();
    if (from - start > MAX_LENGTH_BYTES) {
      throw new ExpositionException("clientpb: invalid varint encountered");
    }
    if (length < 0 || length > end - from) {
      throw new ExpositionException(
          "clientpb: insufficient length of buffer, expected at least "
              + (length + from - start)
              + " bytes, got "
              + (end - start)
              + " bytes");
    }
    nextFamily = from + (int) length;
    current.read(cursor, from, nextFamily);
    metrics.over(from, nextFamily);
  }

  private void metric(int from, int to) {
    labels.clear();
    hasTimestamp = false;
    createdFrom = 0;
    createdTo = 0;
    partSize = 0;
    part = -1;
    nativeHistogram = null;
    int valueFrom = 0;
    int valueTo = 0;
    int valueField = valueField();
    cursor.over(from, to);
    while (cursor.nextField()) {
      if (cursor.field == 1) {
        cursor.readLength();
        labels.add(cursor.from, cursor.to);
      } else if (cursor.field == 6) {
        timestampMs = cursor.readVarint();
        hasTimestamp = timestampMs != 0;
      } else if (cursor.field == valueField) {
        cursor.readLength();
        valueFrom = cursor.from;
        valueTo = cursor.to;
      } else {
        cursor.skip();
      }
    }
    labelsDue = true;
    unroll(valueFrom, valueTo);
  }

  private void readLabels() {
    labelsDue = false;
    labels.read(inner);
    hash.reset(SEED);
    hash.add(bytes, current.nameFrom, current.nameTo);
    labels.hash(hash);
    labelsHigh = hash.high();
    labelsLow = hash.low();
  }

  private int valueField() {
    return switch (current.type) {
      case GAUGE -> 2;
      case COUNTER -> 3;
      case SUMMARY -> 4;
      case UNKNOWN, INFO, STATESET -> 5;
      case HISTOGRAM, GAUGE_HISTOGRAM -> 7;
    };
  }

  private void unroll(int from, int to) {
    switch (current.type) {
      case COUNTER, GAUGE, UNKNOWN, INFO, STATESET -> simple(from, to);
      case SUMMARY -> summary(from, to);
      case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(from, to);
    }
  }

  private void simple(int from, int to) {
    double value = 0;
    int exemplarFrom = -1;
    int exemplarTo = -1;
    cursor.over(from, to);
    while (cursor.nextField()) {
      if (cursor.field == 1) {
        value = cursor.readDouble();
      } else if (current.type == MetricType.COUNTER && cursor.field == 2) {
        cursor.readLength();
        exemplarFrom = cursor.from;
        exemplarTo = cursor.to;
      } else if (current.type == MetricType.COUNTER && cursor.field == 3) {
        cursor.readLength();
        createdFrom = cursor.from;
        createdTo = cursor.to;
      } else {
        cursor.skip();
      }
    }
    addPart(Part.PLAIN, value, 0, exemplarFrom, exemplarTo);
  }

  private void summary(int from, int to) {
    addPart(Part.COUNT, 0, 0, -1, -1);
    addPart(Part.SUM, 0, 0, -1, -1);
    cursor.over(from, to);
    while (cursor.nextField()) {
      switch (cursor.field) {
        case 1 -> values[0] = ProtobufHistogram.unsigned(cursor.readVarint());
        case 2 -> values[1] = cursor.readDouble();
        case 3 -> {
          cursor.readLength();
          quantile(cursor.from, cursor.to);
        }
        case 4 -> {
          cursor.readLength();
          createdFrom = cursor.from;
          createdTo = cursor.to;
        }
        default -> cursor.skip();
      }
    }
  }

  private void quantile(int from, int to) {
    double quantile = 0;
    double value = 0;
    inner.over(from, to);
    while (inner.nextField()) {
      switch (inner.field) {
        case 1 -> quantile = inner.readDouble();
        case 2 -> value = inner.readDouble();
        default -> inner.skip();
      }
    }
    addPart(Part.QUANTILE, value, quantile, -1, -1);
  }

  private void histogram(int from, int to) {
    histogram.read(cursor, inner, from, to);
    createdFrom = histogram.createdFrom;
    createdTo = histogram.createdTo;
    if (nativeHistograms && histogram.isNative()) {
      nativeDue = true;
      if (!classicToo || histogram.classicSize == 0) {
        return;
      }
    } else if (customBuckets) {
      customDue = true;
      if (!classicToo) {
        return;
      }
    }
    int buckets = histogram.complete();
    addPart(Part.COUNT, histogram.count, 0, -1, -1);
    addPart(Part.SUM, histogram.sum, 0, -1, -1);
    for (int i = 0; i < buckets; i++) {
      addPart(
          Part.BUCKET,
          histogram.cumulative[i],
          histogram.bounds[i],
          histogram.bucketExemplars[2 * i],
          histogram.bucketExemplars[2 * i + 1]);
    }
  }

  private NativeHistogram.ResetHint resetHint() {
    return current.type == MetricType.GAUGE_HISTOGRAM
        ? NativeHistogram.ResetHint.GAUGE
        : NativeHistogram.ResetHint.UNKNOWN;
  }

  private void addPart(Part kind, double value, double bound, int exemplarFrom, int exemplarTo) {
    if (partSize == parts.length) {
      parts = Arrays.copyOf(parts, 2 * partSize);
      values = Arrays.copyOf(values, 2 * partSize);
      bounds = Arrays.copyOf(bounds, 2 * partSize);
      partExemplars = Arrays.copyOf(partExemplars, 4 * partSize);
    }
    parts[partSize] = kind;
    values[partSize] = value;
    bounds[partSize] = bound;
    partExemplars[2 * partSize] = exemplarFrom;
    partExemplars[2 * partSize + 1] = exemplarTo;
    partSize++;
  }

  private void identify() {
    hash.reset(labelsHigh, labelsLow);
    if (!atNative) {
      hash.add(parts[part].number);
      hash.add(Double.doubleToLongBits(bounds[part]));
    }
  }

  @Override
  public long keyHigh() {
    return hash.high();
  }

  @Override
  public long keyLow() {
    return hash.low();
  }

  @Override
  public @Nullable String labels(LabelsBuilder into) {
    into.reset(Labels.EMPTY);
    Part kind = atNative ? Part.PLAIN : parts[part];
    into.set(Labels.METRIC_NAME, current.name() + kind.suffix);
    String twice = labels.set(into);
    String bound = kind == Part.BUCKET ? "le" : kind == Part.QUANTILE ? "quantile" : null;
    if (bound == null || labels.isEmptyLabel(bound)) {
      return twice;
    }
    twice = into.get(bound).isEmpty() ? twice : bound;
    into.set(bound, GoText.openMetricsFloat(bounds[part]));
    return twice;
  }

  @Override
  public boolean hasEmptyLabel(String name) {
    return labels.isEmptyLabel(name);
  }

  @Override
  public double value() {
    return values[part];
  }

  @Override
  public NativeHistogram histogram() {
    if (nativeHistogram == null) {
      throw new IllegalStateException("not at a histogram");
    }
    return nativeHistogram;
  }

  @Override
  public boolean hasTimestamp() {
    return hasTimestamp;
  }

  @Override
  public long timestampMs() {
    return timestampMs;
  }

  @Override
  public long startMs() {
    return createdTo == createdFrom
        ? MetricsAppender.NO_START
        : ProtobufExemplar.timestampMs(inner, createdFrom, createdTo);
  }

  @Override
  public int exemplars() {
    if (!atNative) {
      return partExemplars[2 * part] >= 0 ? 1 : 0;
    }
    int usable = 0;
    for (int i = 0; i < nativeCandidates(); i++) {
      usable += hasTime(i) ? 1 : 0;
    }
    return usable;
  }

  /// Exemplars of the whole histogram if it has any, else those of its classic buckets.
  private int nativeCandidates() {
    return histogram.exemplarSize > 0 ? histogram.exemplarSize : histogram.classicSize;
  }

  private int[] nativeRanges() {
    return histogram.exemplarSize > 0 ? histogram.exemplars : histogram.bucketExemplars;
  }

  /// Exemplars of native histograms count only with a timestamp.
  private boolean hasTime(int candidate) {
    int[] ranges = nativeRanges();
    int from = ranges[2 * candidate];
    int to = ranges[2 * candidate + 1];
    return from >= 0 && ProtobufExemplar.hasTimestamp(cursor, from, to);
  }

  @Override
  public Exemplar exemplar(int index, long defaultTimestampMs) {
    if (!atNative) {
      return ProtobufExemplar.read(
          bytes, partExemplars[2 * part], partExemplars[2 * part + 1], defaultTimestampMs);
    }
    int candidate = 0;
    for (int left = index; ; candidate++) {
      if (hasTime(candidate) && left-- == 0) {
        break;
      }
    }
    int[] ranges = nativeRanges();
    return ProtobufExemplar.read(
        bytes, ranges[2 * candidate], ranges[2 * candidate + 1], defaultTimestampMs);
  }

  @Override
  public Slice family() {
    return family.set(bytes, current.nameFrom, current.nameTo);
  }

  @Override
  public Slice text() {
    return isUnit
        ? text.set(bytes, current.unitFrom, current.unitTo)
        : text.set(bytes, current.helpFrom, current.helpTo);
  }

  @Override
  public String help() {
    return current.help();
  }

  @Override
  public MetricType type() {
    return current.type;
  }
}
