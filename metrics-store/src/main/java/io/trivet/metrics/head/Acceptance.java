package io.trivet.metrics.head;

import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides which samples of a batch are taken, as Prometheus does: bounds are those of the moment
/// at which the batch began. Owned by one thread.
final class Acceptance {
  /// How far behind the newest sample of all the newest of a series may be.
  private static final long IN_ORDER_WINDOW_MS = 3_600_000;

  private final Supplier<MetricsStoreOptions> current;
  private long minInOrder;
  private long minLate;
  private long maxAllowed;
  private long maxSeen;

  /// @param current asked at the begin of each batch
  Acceptance(Supplier<MetricsStoreOptions> current) {
    this.current = current;
  }

  /// Fixes the bounds for one batch.
  ///
  /// @param newest time of the newest sample of all, `Long.MIN_VALUE` if there is none
  void begin(long newest, long now) {
    MetricsStoreOptions options = current.get();
    boolean any = newest != Long.MIN_VALUE;
    long window = options.outOfOrderWindow().toMillis();
    minInOrder = any ? newest - IN_ORDER_WINDOW_MS : Long.MIN_VALUE;
    minLate = window > 0 ? any ? newest - window : Long.MIN_VALUE : Long.MAX_VALUE;
    maxAllowed = now + options.maxFuture().toMillis();
    maxSeen = Long.MIN_VALUE;
  }

  /// What becomes of a sample of a series whose newest one is given.
  ///
  /// @param histogram null for a float
  /// @param lastHistogram null if the newest sample is a float or there is none
  AppendStatus check(
      long time,
      long bits,
      @Nullable NativeHistogram histogram,
      long lastTime,
      long lastBits,
      @Nullable NativeHistogram lastHistogram) {
    if (time > maxAllowed) {
      return AppendStatus.IN_FUTURE;
    }
    boolean lateAllowed = minLate != Long.MAX_VALUE;
    if (time > lastTime) {
      if (time >= minInOrder || lateAllowed && time >= minLate) {
        return AppendStatus.ACCEPTED;
      }
      return lateAllowed ? AppendStatus.TOO_OLD : AppendStatus.OUT_OF_BOUNDS;
    }
    if (time == lastTime) {
      boolean same =
          histogram == null
              ? lastHistogram == null && bits == lastBits
              : histogram.equals(lastHistogram);
      return same ? AppendStatus.SAME_SAMPLE : AppendStatus.DUPLICATE_TIMESTAMP;
    }
    if (lateAllowed) {
      return time >= minLate ? AppendStatus.ACCEPTED : AppendStatus.TOO_OLD;
    }
    return time < minInOrder ? AppendStatus.OUT_OF_BOUNDS : AppendStatus.OUT_OF_ORDER;
  }

  /// Whether a time lies further in the future than anything is taken.
  boolean isInFuture(long time) {
    return time > maxAllowed;
  }

  /// Drops the rows of a batch which are not acceptable any more. Under the reserving lock.
  void reserve(Batch batch, SeriesRegistry registry, long newest) {
    maxSeen = newest;
    int kept = 0;
    for (int i = 0; i < batch.size; i++) {
      int series = batch.series[i];
      long time = batch.times[i];
      long lastTime = registry.lastTime(series);
      boolean takes =
          time > lastTime
              || check(
                      time,
                      batch.bits[i],
                      null,
                      lastTime,
                      registry.lastBits(series),
                      registry.lastHistogram(series))
                  == AppendStatus.ACCEPTED;
      if (takes) {
        batch.series[kept] = series;
        batch.times[kept] = time;
        batch.bits[kept] = batch.bits[i];
        batch.starts[kept] = batch.starts[i];
        kept++;
        maxSeen = Math.max(maxSeen, time);
      }
    }
    batch.size = kept;
    if (!batch.histograms.isEmpty()) {
      List<Batch.HistogramRow> taken = new ArrayList<>();
      for (Iterator<Batch.HistogramRow> rows = batch.histograms.iterator(); rows.hasNext(); ) {
        Batch.HistogramRow row = rows.next();
        int series = row.series();
        AppendStatus status =
            check(
                row.time(),
                0,
                row.histogram(),
                registry.lastTime(series),
                registry.lastBits(series),
                registry.lastHistogram(series));
        if (status == AppendStatus.ACCEPTED) {
          taken.add(row);
          maxSeen = Math.max(maxSeen, row.time());
        }
      }
      batch.histograms.clear();
      batch.histograms.addAll(taken);
    }
  }

  /// Makes the rows of a batch the newest of their series. Under the reserving lock.
  void remember(Batch batch, SeriesRegistry registry) {
    for (int i = 0; i < batch.size; i++) {
      if (batch.times[i] > registry.lastTime(batch.series[i])) {
        registry.last(batch.series[i], batch.times[i], batch.bits[i]);
      }
    }
    for (Batch.HistogramRow row : batch.histograms) {
      if (row.time() > registry.lastTime(row.series())) {
        registry.last(row.series(), row.time(), row.histogram());
      }
    }
  }

  /// Newest time of all after the batch.
  long maxTime() {
    return maxSeen;
  }
}
