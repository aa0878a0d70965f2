package io.trivet.appliance.api.otlp.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelLimits;
import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.otlp.TranslationOptions.Delta;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsExportTest {
  private static final long NANOS = 1_000_000_000L;
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  private static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  /// Keeps committed samples as text; times before 10 s are too old.
  private static final class Store implements MetricsAppender {
    final List<String> batch = new ArrayList<>();
    final List<String> committed = new ArrayList<>();
    final Map<String, MetricMetadata> metadata = new HashMap<>();
    final Map<List<Long>, Long> hashes = new HashMap<>();
    final List<Labels> all = new ArrayList<>();

    @Override
    public long lookup(long high, long low) {
      return hashes.getOrDefault(List.of(high, low), NO_SERIES);
    }

    @Override
    public long series(Labels labels, long high, long low) {
      hashes.put(List.of(high, low), (long) all.size());
      return series(labels);
    }

    @Override
    public long series(Labels labels) {
      all.add(labels);
      return all.size() - 1L;
    }

    private AppendStatus add(long series, long time, String value) {
      if (time < 10_000) {
        return AppendStatus.TOO_OLD;
      }
      batch.add(all.get((int) series) + " " + time / 1000 + " " + value);
      return AppendStatus.ACCEPTED;
    }

    @Override
    public AppendStatus add(long series, long time, double value, long start) {
      return add(series, time, value + (start == 0 ? "" : " since " + start / 1000));
    }

    @Override
    public AppendStatus add(long series, long time, NativeHistogram value, long start) {
      return add(series, time, "schema " + value.schema + " count " + value.count);
    }

    @Override
    public long newestTime(long series) {
      return Long.MIN_VALUE;
    }

    @Override
    public @Nullable Double newestValue(long series) {
      return null;
    }

    @Override
    public AppendStatus addExemplar(long series, io.trivet.metrics.Exemplar exemplar) {
      return add(series, exemplar.timestampMs(), "exemplar " + exemplar.labels());
    }

    @Override
    public void metadata(String name, MetricMetadata said) {
      metadata.put(name, said);
    }

    @Override
    public void commit() {
      committed.addAll(batch);
      batch.clear();
    }

    @Override
    public void rollback() {
      batch.clear();
    }
  }

  private final Store store = new Store();
  private final MetricsExport export = export(TranslationOptions.DEFAULT);

  private MetricsExport export(TranslationOptions options) {
    return new MetricsExport(
        () -> store, () -> options, (result, bytes) -> {}, InstantSource.system());
  }

  private static TranslationOptions options(boolean zeros, Delta delta, LabelLimits limits) {
    TranslationOptions plain = TranslationOptions.DEFAULT;
    return new TranslationOptions(
        plain.names(), plain.resource(), false, false, false, zeros, delta, 300_000, limits);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static byte[] request(Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "till"))
                        .addAttributes(attribute("os", "linux")))
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build()
        .toByteArray();
  }

  private static NumberDataPoint point(long seconds, long value) {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(seconds * NANOS)
        .setAsInt(value)
        .addAttributes(attribute("a.b", "c"))
        .build();
  }

  private static Metric gauge(String name, NumberDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setGauge(Gauge.newBuilder().addAllDataPoints(List.of(points)))
        .build();
  }

  private static Metric counter(AggregationTemporality temporality, NumberDataPoint... points) {
    return Metric.newBuilder()
        .setName("sold")
        .setUnit("By")
        .setDescription("Sold.")
        .setSum(
            Sum.newBuilder()
                .setIsMonotonic(true)
                .setAggregationTemporality(temporality)
                .addAllDataPoints(List.of(points)))
        .build();
  }

  @Test
  void numbers_become_samples_with_the_labels_of_their_point_and_service() throws IOException {
    export.exportWhole(request(gauge("load", point(100, 7)), counter(CUMULATIVE, point(100, 8))));
    assertThat(store.committed)
        .containsExactly(
            "{__name__=\"load\", a_b=\"c\", job=\"till\"} 100 7.0",
            "{__name__=\"sold_bytes_total\", a_b=\"c\", job=\"till\"} 100 8.0",
            "{__name__=\"target_info\", job=\"till\", os=\"linux\"} 100 1.0");
    assertThat(store.metadata.get("sold_bytes_total"))
        .isEqualTo(new MetricMetadata("counter", "Sold.", "bytes"));
  }

  @Test
  void known_series_are_recognised() throws IOException {
    export.exportWhole(request(gauge("load", point(100, 7))));
    int created = store.all.size();
    MetricsExportResult result = export.exportWhole(request(gauge("load", point(101, 7))));
    assertThat(store.all).hasSize(created);
    assertThat(result.floats()).isEqualTo(1);
  }

  @Test
  void histograms_become_cumulative_buckets_and_exemplars_find_theirs() throws IOException {
    HistogramDataPoint point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(100 * NANOS)
            .setCount(6)
            .setSum(4.5)
            .addAllExplicitBounds(List.of(0.5, 1_000_000.0))
            .addAllBucketCounts(List.of(1L, 2L, 3L))
            .addExemplars(
                Exemplar.newBuilder()
                    .setTimeUnixNano(99 * NANOS)
                    .setAsDouble(2)
                    .setSpanId(ByteString.fromHex("b7ad6b7169203331")))
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName("wait")
            .setUnit("s")
            .setHistogram(
                Histogram.newBuilder().setAggregationTemporality(CUMULATIVE).addDataPoints(point))
            .build();
    export.exportWhole(request(metric));
    String bucket = "{__name__=\"wait_seconds_bucket\", job=\"till\", le=";
    assertThat(store.committed)
        .contains(
            "{__name__=\"wait_seconds_count\", job=\"till\"} 100 6.0",
            "{__name__=\"wait_seconds_sum\", job=\"till\"} 100 4.5",
            bucket + "\"0.5\"} 100 1.0",
            bucket + "\"1000000\"} 100 3.0",
            bucket + "\"+Inf\"} 100 6.0",
            bucket + "\"1000000\"} 99 exemplar {span_id=\"b7ad6b7169203331\"}");
  }

  @Test
  void exponential_histograms_become_native_ones() throws IOException {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(100 * NANOS)
            .setScale(12)
            .setCount(3);
    point.getPositiveBuilder().setOffset(-2).addAllBucketCounts(List.of(1L, 2L));
    Metric metric =
        Metric.newBuilder()
            .setName("size")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(CUMULATIVE)
                    .addDataPoints(point))
            .build();
    assertThat(export.exportWhole(request(metric)).histograms()).isEqualTo(1);
    assertThat(store.committed)
        .contains("{__name__=\"size\", job=\"till\"} 100 schema 8 count 3.0");
  }

  @Test
  void a_point_that_cannot_be_taken_fails_the_whole_request_or_is_counted() throws IOException {
    byte[] mixed = request(gauge("good", point(100, 1)), gauge("bad", point(5, 1)));
    assertThatThrownBy(() -> export.exportWhole(mixed))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining("too old");
    assertThat(store.committed).isEmpty();
    MetricsExportResult result = export.exportPossible(mixed);
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.reason()).isEqualTo("too old sample");
    assertThat(store.committed).hasSize(2);
    assertThatThrownBy(() -> export.exportPossible(request(gauge("bad", point(5, 1)))))
        .isInstanceOf(TrivetException.class);
  }

  @Test
  void deltas_are_refused_unless_they_are_to_be_added_up() throws IOException {
    byte[] first = request(counter(DELTA, point(100, 5)));
    assertThatThrownBy(() -> export.exportWhole(first)).hasMessageContaining("delta temporality");
    MetricsExport adding = export(options(false, Delta.ACCUMULATE, LabelLimits.NONE));
    adding.exportWhole(first);
    adding.exportWhole(request(counter(DELTA, point(110, 6))));
    assertThat(store.committed)
        .contains("{__name__=\"sold_bytes_total\", a_b=\"c\", job=\"till\"} 110 11.0");
  }

  @Test
  void a_point_over_a_limit_of_labels_is_refused_with_the_reason() throws IOException {
    MetricsExport limited = export(options(false, Delta.REFUSE, new LabelLimits(3, 0, 4)));
    NumberDataPoint wide = point(100, 5).toBuilder().addAttributes(attribute("more", "x")).build();
    byte[] both = request(gauge("cpu", point(100, 1), wide));
    assertThatThrownBy(() -> limited.exportWhole(both))
        .isInstanceOf(TrivetException.class)
        .hasMessage("a series of \"cpu\" has 4 labels, more than the limit of 3");
    MetricsExportResult result = limited.exportPossible(both);
    assertThat(result.floats()).isEqualTo(1);
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.reason()).contains("4 labels");
    assertThat(store.committed)
        .contains("{__name__=\"cpu\", a_b=\"c\", job=\"till\"} 100 1.0")
        .noneMatch(text -> text.contains("more"));
  }

  @Test
  void a_zero_is_stored_once_at_the_start() throws IOException {
    MetricsExport zeroing = export(options(true, Delta.REFUSE, LabelLimits.NONE));
    NumberDataPoint started = point(100, 5).toBuilder().setStartTimeUnixNano(50 * NANOS).build();
    NumberDataPoint later = point(110, 6).toBuilder().setStartTimeUnixNano(50 * NANOS).build();
    zeroing.exportWhole(request(counter(CUMULATIVE, started, later)));
    String series = "{__name__=\"sold_bytes_total\", a_b=\"c\", job=\"till\"} ";
    assertThat(store.committed)
        .startsWith(series + "50 0.0", series + "100 5.0 since 50", series + "110 6.0 since 50");
  }

  @Test
  void broken_requests_are_refused_and_nothing_of_them_stays() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] whole = request(gauge("load", point(100, 7)), counter(CUMULATIVE, point(100, 8)));
    for (int run = 0; run < 5000; run++) {
      byte[] broken = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      try {
        export.exportPossible(broken);
      } catch (TrivetException e) {
        assertThat(store.batch).as("seed %d", seed).isEmpty();
      }
    }
  }
}
