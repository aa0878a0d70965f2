package io.trivet.appliance.api.otlp.metrics;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Hash128;
import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.otlp.MetricKind;
import io.trivet.metrics.otlp.SeriesLabels;
import io.trivet.metrics.otlp.TranslatedMetric;
import io.trivet.metrics.otlp.TranslationOptions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the series of data points. A series is recognised by a hash over the bytes of resource,
/// scope, metric and attributes; its labels are put together when it is new. Owned by one thread.
final class SeriesResolver {
  /// Which of the series of a data point.
  enum Part {
    VALUE(0, "", ""),
    COUNT(1, "_count", ""),
    SUM(2, "_sum", ""),
    BUCKET(3, "_bucket", "le"),
    QUANTILE(4, "", "quantile");

    /// Stands for the part in the key of a series.
    final int code;

    final String suffix;
    final String label;

    Part(int code, String suffix, String label) {
      this.code = code;
      this.suffix = suffix;
      this.label = label;
    }
  }

  private static final int TARGET_INFO = 255;

  private final MetricsAppender appender;
  private final TranslationOptions options;
  private final SeriesLabels labels;
  private final Hash128 hash = new Hash128();
  private final BytesWriter key = new BytesWriter(512);
  private final Origin origin;
  private long resourceHigh;
  private long resourceLow;
  private long scopeHigh;
  private long scopeLow;
  private long metricHigh;
  private long metricLow;
  private long pointHigh;
  private long pointLow;
  private OtlpMetric metric = new OtlpMetric();
  private MetricKind kind = MetricKind.GAUGE;
  private boolean described;
  private Point point = new Point();
  private @Nullable Labels shared;

  SeriesResolver(MetricsAppender appender, TranslationOptions options, Origin origin) {
    this.appender = appender;
    this.options = options;
    this.labels = new SeriesLabels(options);
    this.origin = origin;
  }

  /// The resource of the origin has changed.
  void resourceChanged() {
    hash.hash(origin.body, origin.resourceAt, origin.resourceLength);
    resourceHigh = hash.high();
    resourceLow = hash.low();
  }

  /// The scope of the origin has changed.
  void scopeChanged() {
    key.clear();
    // Another way to translate makes another series of the same bytes.
    key.putLong(options.hashCode());
    key.putLong(resourceHigh);
    key.putLong(resourceLow);
    key.putVarint(origin.scopeLength);
    key.putBytes(origin.body, origin.scopeAt, origin.scopeLength);
    key.putBytes(origin.body, origin.schemaAt, origin.schemaLength);
    hash.hash(key.array(), 0, key.length());
    scopeHigh = hash.high();
    scopeLow = hash.low();
  }

  /// Points of this metric follow.
  void metric(OtlpMetric next, MetricKind itsKind) {
    metric = next;
    kind = itsKind;
    described = false;
    key.clear();
    key.putLong(scopeHigh);
    key.putLong(scopeLow);
    putText(itsKind.name());
    key.putByte(next.isDelta() ? 1 : 0);
    putText(next.name);
    putText(next.unit);
    // A new description makes the series unknown once, so that its metadata is told again.
    putText(next.description);
    hash.hash(key.array(), 0, key.length());
    metricHigh = hash.high();
    metricLow = hash.low();
  }

  private void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    key.putVarint(bytes.length);
    key.putBytes(bytes);
  }

  /// The series of this point are asked for next.
  void point(Point next) {
    point = next;
    shared = null;
    key.clear();
    key.putLong(metricHigh);
    key.putLong(metricLow);
    for (int i = 0; i < next.attributeCount; i++) {
      // Whole fields: each begins with its length.
      key.putBytes(next.bytes, next.attributes[2 * i], next.attributes[2 * i + 1]);
    }
    hash.hash(key.array(), 0, key.length());
    pointHigh = hash.high();
    pointLow = hash.low();
  }

  /// Hash of the point without its part, for its delta stream.
  long pointHigh() {
    return pointHigh;
  }

  long pointLow() {
    return pointLow;
  }

  /// The series of a part of the point.
  ///
  /// @param bound upper bound of a bucket or a quantile
  /// @throws io.trivet.metrics.otlp.UntranslatableException if a name has no counterpart
  /// @throws OverLimitException if a limit refuses its labels
  long series(Part part, double bound) {
    key.clear();
    key.putLong(pointHigh);
    key.putLong(pointLow);
    key.putByte(part.code);
    key.putDouble(bound);
    hash.hash(key.array(), 0, key.length());
    long high = hash.high();
    long low = hash.low();
    long known = appender.lookup(high, low);
    if (known != MetricsAppender.NO_SERIES) {
      return known;
    }
    TranslatedMetric translated = metric.translated(kind, options);
    Labels base = shared;
    if (base == null) {
      base = labels.of(point.attributeTexts(), origin.resource(), origin.scope());
      base = labels.typed(base, translated);
      shared = base;
    }
    if (!described) {
      described = true;
      appender.metadata(
          translated.name(),
          new MetricMetadata(translated.type(), metric.description, translated.unit()));
    }
    String value = part.label.isEmpty() ? "" : GoNumbers.plain(bound);
    Labels all = SeriesLabels.series(base, translated.name() + part.suffix, part.label, value);
    String overLimit = options.limits().problem(all);
    if (overLimit != null) {
      throw new OverLimitException(overLimit);
    }
    return appender.series(all, high, low);
  }

  /// The series `target_info` of the resource, [MetricsAppender#NO_SERIES] if it has none or its
  /// labels are over a limit.
  ///
  /// @throws io.trivet.metrics.otlp.UntranslatableException if a name has no counterpart
  long targetInfo() {
    key.clear();
    key.putLong(options.hashCode());
    key.putLong(resourceHigh);
    key.putLong(resourceLow);
    key.putByte(TARGET_INFO);
    hash.hash(key.array(), 0, key.length());
    long high = hash.high();
    long low = hash.low();
    long known = appender.lookup(high, low);
    if (known != MetricsAppender.NO_SERIES) {
      return known;
    }
    Labels info = labels.targetInfo(origin.resource());
    if (info == null || options.limits().problem(info) != null) {
      return MetricsAppender.NO_SERIES;
    }
    appender.metadata(info.metricName(), new MetricMetadata("gauge", "Target metadata", ""));
    return appender.series(info, high, low);
  }
}
