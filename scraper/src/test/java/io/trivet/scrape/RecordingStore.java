package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Keeps everything that is committed in plain lists, and refuses what the real store refuses.
final class RecordingStore {
  record Sample(long timeMs, double value, @Nullable NativeHistogram histogram, long startMs) {
    boolean isStale() {
      return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(SampleWriter.STALE);
    }
  }

  private final long nowMs;
  private final List<Labels> labels = new ArrayList<>();
  private final Map<Labels, Long> references = new HashMap<>();
  final Map<Labels, List<Sample>> samples = new TreeMap<>();
  final Map<Labels, List<Exemplar>> exemplars = new TreeMap<>();
  final Map<String, MetricMetadata> metadata = new TreeMap<>();
  long seriesCalls;

  /// @param nowMs samples more than an hour before and ten minutes after are refused
  RecordingStore(long nowMs) {
    this.nowMs = nowMs;
  }

  /// Newest sample of a series, null if there is none or it is a staleness marker.
  @Nullable Sample newest(Labels series) {
    List<Sample> all = samples.getOrDefault(series, List.of());
    return all.isEmpty() || all.getLast().isStale() ? null : all.getLast();
  }

  /// Values of the series as text, in the order of arrival.
  String values(Labels series) {
    StringBuilder out = new StringBuilder();
    for (Sample sample : samples.getOrDefault(series, List.of())) {
      out.append(out.isEmpty() ? "" : " ")
          .append(sample.isStale() ? "stale" : Double.toString(sample.value))
          .append('@')
          .append(sample.timeMs);
    }
    return out.toString();
  }

  /// Makes all references unknown, as when series have left the head.
  void forgetReferences() {
    for (int i = 0; i < labels.size(); i++) {
      labels.set(i, Labels.EMPTY);
    }
    references.clear();
  }

  MetricsAppender appender() {
    return new Batch();
  }

  private final class Batch implements MetricsAppender {
    private final Map<Labels, List<Sample>> added = new LinkedHashMap<>();
    private final Map<Labels, List<Exemplar>> addedExemplars = new LinkedHashMap<>();

    @Override
    public long lookup(long hashHigh, long hashLow) {
      return NO_SERIES;
    }

    @Override
    public long series(Labels series, long hashHigh, long hashLow) {
      return series(series);
    }

    @Override
    public long series(Labels series) {
      seriesCalls++;
      return references.computeIfAbsent(
          series,
          key -> {
            labels.add(key);
            return (long) labels.size() - 1;
          });
    }

    @Override
    public AppendStatus add(long series, long timestampMs, double value, long startMs) {
      return add(series, new Sample(timestampMs, value, null, startMs));
    }

    @Override
    public AppendStatus add(long series, long timestampMs, NativeHistogram value, long startMs) {
      return add(series, new Sample(timestampMs, 0, value, startMs));
    }

    private AppendStatus add(long series, Sample sample) {
      Labels key = labels.get((int) series);
      if (key.isEmpty()) {
        return AppendStatus.UNKNOWN_SERIES;
      }
      if (sample.timeMs > nowMs + 600_000) {
        return AppendStatus.OUT_OF_BOUNDS;
      }
      if (sample.timeMs < nowMs - 3_600_000) {
        return AppendStatus.TOO_OLD;
      }
      List<Sample> batch = added.computeIfAbsent(key, k -> new ArrayList<>());
      List<Sample> before = batch.isEmpty() ? samples.getOrDefault(key, List.of()) : batch;
      if (!before.isEmpty() && before.getLast().timeMs >= sample.timeMs) {
        return before.getLast().timeMs > sample.timeMs
            ? AppendStatus.OUT_OF_ORDER
            : before.getLast().equals(sample)
                ? AppendStatus.SAME_SAMPLE
                : AppendStatus.DUPLICATE_TIMESTAMP;
      }
      batch.add(sample);
      return AppendStatus.ACCEPTED;
    }

    @Override
    public long newestTime(long series) {
      Labels key = labels.get((int) series);
      List<Sample> batch = added.getOrDefault(key, List.of());
      List<Sample> known = batch.isEmpty() ? samples.getOrDefault(key, List.of()) : batch;
      return known.isEmpty() ? Long.MIN_VALUE : known.getLast().timeMs;
    }

    @Override
    public @Nullable Double newestValue(long series) {
      return null;
    }

    @Override
    public AppendStatus addExemplar(long series, Exemplar exemplar) {
      int[] length = new int[1];
      exemplar.labels().forEach((name, value) -> length[0] += runes(name) + runes(value));
      if (length[0] > 128) {
        return AppendStatus.INVALID_EXEMPLAR;
      }
      addedExemplars
          .computeIfAbsent(labels.get((int) series), k -> new ArrayList<>())
          .add(exemplar);
      return AppendStatus.ACCEPTED;
    }

    private int runes(String text) {
      return text.codePointCount(0, text.length());
    }

    @Override
    public void metadata(String metricName, MetricMetadata described) {
      metadata.put(metricName, described);
    }

    @Override
    public void commit() {
      added.forEach(
          (key, list) -> samples.computeIfAbsent(key, k -> new ArrayList<>()).addAll(list));
      addedExemplars.forEach(
          (key, list) -> exemplars.computeIfAbsent(key, k -> new ArrayList<>()).addAll(list));
      rollback();
    }

    @Override
    public void rollback() {
      added.clear();
      addedExemplars.clear();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
