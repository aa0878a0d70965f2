package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import io.trivet.metrics.otlp.MetricKind;
import io.trivet.metrics.otlp.TranslatedMetric;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.otlp.TranslationOptions.Delta;
import org.jspecify.annotations.Nullable;

/// The head of a metric, read before its points:
///
/// ```text
/// Metric {1 name, 2 description, 3 unit, 5 gauge, 7 sum, 9 histogram, 10 exponential, 11 summary}
/// Gauge, Summary {1 points*}    Histogram, ExponentialHistogram {1 points*, 2 temporality}
/// Sum {1 points*, 2 temporality, 3 is_monotonic}
/// ```
final class OtlpMetric {
  /// Number of delta temporality.
  private static final long DELTA = 1;

  private static final long CUMULATIVE = 2;

  String name = "";
  String description = "";
  String unit = "";

  /// Null if the metric has no data of a known kind.
  @Nullable MetricKind kind;

  /// The message that holds the points.
  int dataAt;

  int dataLength;
  private long temporality;
  private @Nullable TranslatedMetric translated;

  /// Reads a metric to its end.
  static OtlpMetric read(ProtoReader in) {
    OtlpMetric metric = new OtlpMetric();
    int dataField = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> metric.name = in.string();
        case 2 -> metric.description = in.string();
        case 3 -> metric.unit = in.string();
        case 5, 7, 9, 10, 11 -> {
          dataField = in.field();
          in.expect(ProtoReader.BYTES);
          metric.dataLength = in.length();
          metric.dataAt = in.take(metric.dataLength);
        }
        default -> in.skip();
      }
    }
    if (dataField != 0) {
      metric.readData(dataField, in.array());
    }
    return metric;
  }

  private void readData(int field, byte[] body) {
    boolean monotonic = false;
    ProtoReader data = new ProtoReader();
    data.reset(body, dataAt, dataLength);
    while (data.next()) {
      switch (data.field()) {
        case 2 -> temporality = PointReader.varint(data);
        case 3 -> monotonic = PointReader.varint(data) != 0;
        default -> data.skip();
      }
    }
    kind =
        switch (field) {
          case 5 -> MetricKind.GAUGE;
          case 7 -> monotonic ? MetricKind.COUNTER : MetricKind.UP_DOWN_COUNTER;
          case 9 -> MetricKind.HISTOGRAM;
          case 10 -> MetricKind.EXPONENTIAL_HISTOGRAM;
          default -> MetricKind.SUMMARY;
        };
  }

  private boolean hasTemporality() {
    return kind != MetricKind.GAUGE && kind != MetricKind.SUMMARY;
  }

  boolean isDelta() {
    return hasTemporality() && temporality == DELTA;
  }

  /// Why its points cannot be taken, null if they can.
  @Nullable String problem(Delta delta) {
    if (kind == null) {
      return "metric \"" + name + "\" has no data";
    }
    if (!hasTemporality() || temporality == CUMULATIVE) {
      return null;
    }
    if (temporality != DELTA) {
      return "metric \"" + name + "\" does not say whether it is cumulative";
    }
    return delta == Delta.REFUSE
        ? "metric \""
            + name
            + "\" has delta temporality; let the sender use cumulative temporality, or name the"
            + " feature otlp-deltatocumulative"
        : null;
  }

  /// @throws io.trivet.metrics.otlp.UntranslatableException if nothing is left of the name
  TranslatedMetric translated(MetricKind known, TranslationOptions options) {
    TranslatedMetric result = translated;
    if (result == null) {
      boolean kept = isDelta() && options.delta() == Delta.KEEP;
      result = TranslatedMetric.of(name, unit, known, kept, options);
      translated = result;
    }
    return result;
  }
}
