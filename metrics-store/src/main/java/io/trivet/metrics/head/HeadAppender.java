package io.trivet.metrics.head;

import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Stages one batch at a time. A reference of a series is the number of its registry and its number
/// in it. Owned by one thread.
final class HeadAppender implements MetricsAppender {
  private static final int MAX_EXEMPLAR_CHARS = 128;

  private final Head head;
  private final Batch batch = new Batch();
  private final Acceptance acceptance;

  /// Of the batch; null between batches.
  private @Nullable SeriesRegistry pinned;

  /// Number of the series that was found last.
  private int lastFound = -1;

  // The newest row of the series that was added last: rows of one series follow each other.
  private long lastSeries = -1;
  private long lastTime;
  private long lastBits;
  private @Nullable NativeHistogram lastHistogram;

  HeadAppender(Head head) {
    this.head = head;
    this.acceptance = new Acceptance(head::options);
  }

  private SeriesRegistry registry() {
    SeriesRegistry registry = pinned;
    if (registry == null) {
      registry = head.registry();
      pinned = registry;
      acceptance.begin(head.maxTime(), head.clock().millis());
    }
    return registry;
  }

  @Override
  public long lookup(long hashHigh, long hashLow) {
    SeriesRegistry registry = registry();
    int series = registry.find(hashHigh, hashLow, lastFound + 1);
    lastFound = series;
    return series < 0 ? NO_SERIES : reference(registry, series);
  }

  private static long reference(SeriesRegistry registry, int series) {
    return (long) registry.number << 32 | series;
  }

  @Override
  public long series(Labels labels, long hashHigh, long hashLow) {
    SeriesRegistry registry = registry();
    return reference(registry, head.series(registry, labels, true, hashHigh, hashLow));
  }

  @Override
  public long series(Labels labels) {
    SeriesRegistry registry = registry();
    return reference(registry, head.series(registry, labels, false, 0, 0));
  }

  private static boolean isKnown(SeriesRegistry registry, long series) {
    return series >>> 32 == registry.number && (int) series >= 0 && (int) series < registry.size();
  }

  @Override
  public AppendStatus add(long series, long timestampMs, double value, long startMs) {
    SeriesRegistry registry = registry();
    if (!isKnown(registry, series)) {
      return AppendStatus.UNKNOWN_SERIES;
    }
    long bits = Double.doubleToRawLongBits(value);
    AppendStatus status = check(registry, series, timestampMs, bits, null);
    if (status == AppendStatus.ACCEPTED) {
      batch.add((int) series, timestampMs, bits, startMs);
    }
    return status;
  }

  @Override
  public AppendStatus add(long series, long timestampMs, NativeHistogram sent, long startMs) {
    SeriesRegistry registry = registry();
    if (!isKnown(registry, series)) {
      return AppendStatus.UNKNOWN_SERIES;
    }
    NativeHistogram value = HistogramCheck.storable(sent);
    if (HistogramCheck.problem(value) != null) {
      return AppendStatus.INVALID_HISTOGRAM;
    }
    AppendStatus status = check(registry, series, timestampMs, 0, value);
    if (status == AppendStatus.ACCEPTED) {
      batch.histograms.add(new Batch.HistogramRow((int) series, timestampMs, value, startMs));
    }
    return status;
  }

  @Override
  public long newestTime(long series) {
    SeriesRegistry registry = registry();
    if (!isKnown(registry, series)) {
      return Long.MIN_VALUE;
    }
    remember(registry, series);
    return lastTime;
  }

  @Override
  public @Nullable Double newestValue(long series) {
    boolean any = newestTime(series) != Long.MIN_VALUE && lastHistogram == null;
    return any ? Double.longBitsToDouble(lastBits) : null;
  }

  /// Makes the series the one whose newest row is at hand.
  private void remember(SeriesRegistry registry, long series) {
    if (series != lastSeries) {
      int number = (int) series;
      lastSeries = series;
      lastTime = registry.lastTime(number);
      lastBits = registry.lastBits(number);
      lastHistogram = registry.lastHistogram(number);
    }
  }

  private AppendStatus check(
      SeriesRegistry registry,
      long series,
      long time,
      long bits,
      @Nullable NativeHistogram histogram) {
    remember(registry, series);
    AppendStatus status =
        acceptance.check(time, bits, histogram, lastTime, lastBits, lastHistogram);
    if (status == AppendStatus.ACCEPTED && time > lastTime) {
      lastTime = time;
      lastBits = bits;
      lastHistogram = histogram;
    }
    return status.isAccepted() || !isSuperseded(registry, (int) series, time, bits, histogram)
        ? status
        : AppendStatus.SUPERSEDED;
  }

  /// Whether only samples of this batch stand against one which is not acceptable.
  private boolean isSuperseded(
      SeriesRegistry registry,
      int series,
      long time,
      long bits,
      @Nullable NativeHistogram histogram) {
    long committed = registry.lastTime(series);
    return committed != lastTime
        && acceptance
            .check(
                time,
                bits,
                histogram,
                committed,
                registry.lastBits(series),
                registry.lastHistogram(series))
            .isAccepted();
  }

  @Override
  public AppendStatus addExemplar(long series, Exemplar exemplar) {
    SeriesRegistry registry = registry();
    if (!isKnown(registry, series)) {
      return AppendStatus.UNKNOWN_SERIES;
    }
    if (characters(exemplar.labels()) > MAX_EXEMPLAR_CHARS
        || acceptance.isInFuture(exemplar.timestampMs())) {
      return AppendStatus.INVALID_EXEMPLAR;
    }
    Exemplar newest = head.newestExemplar((int) series, registry);
    if (newest != null) {
      if (newest.equals(exemplar)) {
        return AppendStatus.SAME_SAMPLE;
      }
      long oldest = newest.timestampMs() - head.options().outOfOrderWindow().toMillis();
      if (exemplar.timestampMs() < oldest) {
        return AppendStatus.INVALID_EXEMPLAR;
      }
    }
    batch.exemplars.add(new Batch.ExemplarRow((int) series, exemplar));
    return AppendStatus.ACCEPTED;
  }

  private static int characters(Labels labels) {
    int count = 0;
    for (int i = 0; i < labels.size(); i++) {
      count += labels.name(i).codePointCount(0, labels.name(i).length());
      count += labels.value(i).codePointCount(0, labels.value(i).length());
    }
    return count;
  }

  @Override
  public void metadata(String metricName, MetricMetadata metadata) {
    registry();
    if (!head.hasMetadata(metricName, metadata)) {
      batch.metadata.add(new Batch.MetadataRow(metricName, metadata));
    }
  }

  @Override
  public void commit() throws IOException {
    SeriesRegistry registry = pinned;
    try {
      if (registry != null && !batch.isEmpty()) {
        head.commit(batch, acceptance, registry);
      }
    } finally {
      rollback();
    }
  }

  @Override
  public void rollback() {
    batch.clear();
    pinned = null;
    lastSeries = -1;
    lastHistogram = null;
  }
}
