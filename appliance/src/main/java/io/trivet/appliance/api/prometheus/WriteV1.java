package io.trivet.appliance.api.prometheus;

import io.trivet.core.codec.ProtoReader;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `prometheus.WriteRequest`:
///
/// ```text
/// WriteRequest {1 timeseries*, 3 metadata* {1 type, 2 name, 4 help, 5 unit}}
/// TimeSeries {1 labels* {1 name, 2 value}, 2 samples* {1 value, 2 timestamp},
///             3 exemplars* {1 labels*, 2 value, 3 timestamp}, 4 histograms*}
/// ```
///
/// A known series is recognised by a hash over the bytes of all its labels as they are in the
/// message; only a new one is taken apart. A series with bad labels is left out silently, one whose
/// labels are over a limit is left out and told; a sample that is refused fails the request. Owned
/// by one thread.
final class WriteV1 {
  static final List<String> METADATA_TYPES =
      List.of(
          "unknown",
          "counter",
          "gauge",
          "histogram",
          "gaugehistogram",
          "summary",
          "info",
          "stateset");
  private static final long SKIPPED = -2;

  private final SeriesWriter writer;
  private final ProtoReader request = new ProtoReader();
  private final ProtoReader series = new ProtoReader();
  private final HistogramMessage histogram = new HistogramMessage();
  private final SeriesWriter.LabelCollector labels = new SeriesWriter.LabelCollector();
  private int labelsStart;
  private int labelsEnd;
  private boolean hasSamples;
  private boolean hasExemplars;

  WriteV1(SeriesWriter writer) {
    this.writer = writer;
  }

  /// @throws TrivetException of kind BAD_DATA if this is no request or a sample is refused
  void read(byte[] body) {
    request.reset(body, 0, body.length);
    while (request.next()) {
      switch (request.field()) {
        case 1 -> {
          int outer = request.enter();
          series();
          request.leave(outer);
        }
        case 3 -> {
          int outer = request.enter();
          metadata();
          request.leave(outer);
        }
        default -> request.skip();
      }
    }
  }

  private void series() {
    int start = request.position();
    int length = request.end() - start;
    findLabels();
    long ref = resolve();
    if (ref == SKIPPED) {
      return;
    }
    series.reset(request.array(), start, length);
    while (series.next()) {
      switch (series.field()) {
        case 2 -> sample(ref);
        case 3 -> exemplar(ref);
        case 4 -> histogram(ref);
        default -> series.skip();
      }
    }
  }

  /// Finds the bytes from the first label to the last, and what there is to store.
  private void findLabels() {
    labelsStart = -1;
    labelsEnd = -1;
    hasSamples = false;
    hasExemplars = false;
    while (request.next()) {
      int tag = request.tagStart();
      int field = request.field();
      request.skip();
      if (field == 1) {
        labelsStart = labelsStart < 0 ? tag : labelsStart;
        labelsEnd = request.position();
      } else {
        hasSamples |= field == 2 || field == 4;
        hasExemplars |= field == 3;
      }
    }
  }

  /// The series, [#SKIPPED] if there is nothing to store. Exemplars alone make no series.
  private long resolve() {
    if (!hasSamples && !hasExemplars) {
      return SKIPPED;
    }
    if (labelsStart < 0) {
      writer.refused("invalid_labels");
      return SKIPPED;
    }
    writer.hash.hash(request.array(), labelsStart, labelsEnd - labelsStart);
    long high = writer.hash.high();
    long low = writer.hash.low();
    long ref = writer.appender.lookup(high, low);
    if (ref != MetricsAppender.NO_SERIES) {
      return ref;
    }
    if (!hasSamples) {
      writer.refused("exemplar");
      return SKIPPED;
    }
    series.reset(request.array(), labelsStart, labelsEnd - labelsStart);
    labels.clear();
    collectLabels(series);
    if (labels.problem() != null) {
      writer.refused("invalid_labels");
      return SKIPPED;
    }
    Labels found = labels.build();
    String overLimit = writer.overLimit(found);
    if (overLimit != null) {
      writer.problem(overLimit);
      return SKIPPED;
    }
    return writer.appender.series(found, high, low);
  }

  /// Collects the fields 1 of the current message, and passes over the others.
  private void collectLabels(ProtoReader in) {
    while (in.next()) {
      if (in.field() == 1) {
        label(in);
      } else {
        in.skip();
      }
    }
  }

  private void label(ProtoReader in) {
    int outer = in.enter();
    int nameAt = 0;
    int nameLength = 0;
    int valueAt = 0;
    int valueLength = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          in.expect(ProtoReader.BYTES);
          nameLength = in.length();
          nameAt = in.take(nameLength);
        }
        case 2 -> {
          in.expect(ProtoReader.BYTES);
          valueLength = in.length();
          valueAt = in.take(valueLength);
        }
        default -> in.skip();
      }
    }
    labels.add(in.array(), nameAt, nameLength, in.array(), valueAt, valueLength);
    in.leave(outer);
  }

  private void sample(long ref) {
    int outer = series.enter();
    double value = 0;
    long timestamp = 0;
    while (series.next()) {
      switch (series.field()) {
        case 1 -> value = series.float64();
        case 2 -> timestamp = series.varint();
        default -> series.skip();
      }
    }
    series.leave(outer);
    check(writer.sample(ref, timestamp, value, MetricsAppender.NO_START));
  }

  private static void check(@Nullable String problem) {
    if (problem != null) {
      throw new TrivetException(ErrorKind.BAD_DATA, problem);
    }
  }

  private void histogram(long ref) {
    int outer = series.enter();
    NativeHistogram value = histogram.read(series);
    series.leave(outer);
    check(HistogramMessage.problem(value));
    check(writer.histogram(ref, histogram.timestamp, value, MetricsAppender.NO_START));
  }

  private void exemplar(long ref) {
    int outer = series.enter();
    labels.clear();
    double value = 0;
    long timestamp = 0;
    while (series.next()) {
      switch (series.field()) {
        case 1 -> label(series);
        case 2 -> value = series.float64();
        case 3 -> timestamp = series.varint();
        default -> series.skip();
      }
    }
    series.leave(outer);
    Labels found = labels.build();
    writer.exemplar(ref, new Exemplar(found, value, timestamp));
  }

  private void metadata() {
    long type = 0;
    String name = "";
    String help = "";
    String unit = "";
    while (request.next()) {
      switch (request.field()) {
        case 1 -> type = request.varint();
        case 2 -> name = request.string();
        case 4 -> help = request.string();
        case 5 -> unit = request.string();
        default -> request.skip();
      }
    }
    if (!name.isEmpty()) {
      writer.appender.metadata(name, new MetricMetadata(type(type), help, unit));
    }
  }

  static String type(long number) {
    return METADATA_TYPES.get(number > 0 && number < METADATA_TYPES.size() ? (int) number : 0);
  }
}
