package io.trivet.appliance.api.prometheus;

import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps what was appended as text; a sample of time 0 is too old.
final class RecordingAppender implements MetricsAppender {
  final List<String> batch = new ArrayList<>();
  private final Map<List<Long>, Long> hashes = new HashMap<>();
  private final List<Labels> all = new ArrayList<>();

  int created() {
    return all.size();
  }

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

  @Override
  public AppendStatus add(long series, long time, double value, long start) {
    if (time == 0) {
      return AppendStatus.TOO_OLD;
    }
    batch.add(all.get((int) series) + " " + time + " " + value + (start == 0 ? "" : " " + start));
    return AppendStatus.ACCEPTED;
  }

  @Override
  public AppendStatus add(long series, long time, NativeHistogram value, long start) {
    batch.add(
        all.get((int) series)
            + " "
            + time
            + " h"
            + value.count
            + java.util.Arrays.toString(value.positiveSpans)
            + java.util.Arrays.toString(value.positiveBuckets));
    return AppendStatus.ACCEPTED;
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
  public AppendStatus addExemplar(long series, Exemplar exemplar) {
    batch.add(all.get((int) series) + " exemplar " + exemplar.labels() + exemplar.value());
    return AppendStatus.ACCEPTED;
  }

  @Override
  public void metadata(String name, MetricMetadata said) {
    batch.add(name + " is " + said.type() + " " + said.help());
  }

  @Override
  public void commit() {}

  @Override
  public void rollback() {
    batch.clear();
  }
}
