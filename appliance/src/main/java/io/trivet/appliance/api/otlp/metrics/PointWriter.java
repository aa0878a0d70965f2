package io.trivet.appliance.api.otlp.metrics;

import io.trivet.appliance.api.otlp.metrics.SeriesResolver.Part;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.otlp.DeltaStreams;
import io.trivet.metrics.otlp.DeltaStreams.Total;
import io.trivet.metrics.otlp.ExplicitHistogram;
import io.trivet.metrics.otlp.ExponentialBuckets;
import io.trivet.metrics.otlp.MetricKind;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.otlp.TranslationOptions.Delta;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the samples and exemplars of data points. Owned by one thread.
final class PointWriter {
  /// The value of a series that has ended. Source: Prometheus, staleness marker.
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  private static final String PAST =
      "the delta ends before, or starts before, what was added up already";

  private final MetricsAppender appender;
  private final TranslationOptions options;
  private final Deltas deltas;
  private final SeriesResolver series;
  private final Set<Long> zeroed = new HashSet<>();
  private boolean accumulates;
  private boolean cumulative;
  private ResetHint hint = ResetHint.UNKNOWN;
  private Point point = new Point();
  private @Nullable String problem;
  long floats;
  long histograms;
  long exemplars;

  PointWriter(
      MetricsAppender appender, TranslationOptions options, Deltas deltas, SeriesResolver series) {
    this.appender = appender;
    this.options = options;
    this.deltas = deltas;
    this.series = series;
  }

  /// Writes one point of the metric that the resolver was told.
  ///
  /// @return why some of it was refused, null if nothing was
  /// @throws io.trivet.metrics.otlp.UntranslatableException if it has no counterpart; then nothing
  ///   of it was written
  @Nullable String write(OtlpMetric metric, MetricKind kind, Point next) {
    point = next;
    problem = null;
    accumulates = metric.isDelta() && options.delta() == Delta.ACCUMULATE;
    boolean kept = metric.isDelta() && options.delta() == Delta.KEEP;
    hint = kept ? ResetHint.GAUGE : ResetHint.UNKNOWN;
    cumulative = !kept && kind != MetricKind.GAUGE && kind != MetricKind.UP_DOWN_COUNTER;
    series.point(next);
    try {
      switch (kind) {
        case GAUGE, COUNTER, UP_DOWN_COUNTER -> number();
        case HISTOGRAM -> explicit();
        case EXPONENTIAL_HISTOGRAM -> exponential();
        case SUMMARY -> summary();
      }
    } catch (OverLimitException e) {
      problem = e.reason();
    }
    return problem;
  }

  private void number() {
    long target = series.series(Part.VALUE, 0);
    double value = point.value;
    if (accumulates && !point.isStale()) {
      Double total = total(deltas.sums(), value);
      if (total == null) {
        return;
      }
      value = total;
    }
    add(target, value);
    for (PointExemplar exemplar : point.exemplarList()) {
      add(target, exemplar);
    }
  }

  /// What a delta and those before it add up to; the point then begins where they do. Null if the
  /// delta comes too late.
  private <T> @Nullable T total(DeltaStreams<T> streams, T delta) {
    Total<T> total =
        streams.add(series.pointHigh(), series.pointLow(), point.startMs, point.timeMs, delta);
    if (total == null) {
      problem = PAST;
      return null;
    }
    point.startMs = total.startMs();
    return total.value();
  }

  private void explicit() {
    ExplicitHistogram value =
        new ExplicitHistogram(
            point.bounds.toArray(), point.counts.toArray(), point.count, point.sum, point.hasSum);
    // Names are translated before a delta is added up.
    long first = series.series(options.customBuckets() ? Part.VALUE : Part.COUNT, 0);
    if (accumulates && !point.isStale()) {
      ExplicitHistogram total = total(deltas.explicit(), value);
      if (total == null) {
        return;
      }
      value = total;
    }
    if (options.customBuckets()) {
      add(first, value.toNative(hint));
      for (PointExemplar exemplar : point.exemplarList()) {
        add(first, exemplar);
      }
    } else {
      classic(first, value);
    }
  }

  private void classic(long count, ExplicitHistogram value) {
    add(count, value.count());
    if (value.hasSum()) {
      add(series.series(Part.SUM, 0), value.sum());
    }
    double[] bounds = value.bounds();
    long[] buckets = new long[bounds.length + 1];
    double below = 0;
    int n = 0;
    while (n < bounds.length && n < value.counts().length && Double.isFinite(bounds[n])) {
      below += value.counts()[n];
      buckets[n] = series.series(Part.BUCKET, bounds[n]);
      add(buckets[n], below);
      n++;
    }
    buckets[n] = series.series(Part.BUCKET, Double.POSITIVE_INFINITY);
    add(buckets[n], value.count());
    for (PointExemplar exemplar : point.exemplarList()) {
      int bucket = 0;
      while (bucket < n && exemplar.value() > bounds[bucket]) {
        bucket++;
      }
      add(buckets[bucket], exemplar);
    }
  }

  private void exponential() {
    NativeHistogram value =
        new ExponentialBuckets(
                point.scale,
                point.zeroCount,
                point.count,
                point.sum,
                new ExponentialBuckets.Side(
                    point.positiveOffset, point.counts.values, point.counts.size),
                new ExponentialBuckets.Side(
                    point.negativeOffset, point.negativeCounts.values, point.negativeCounts.size))
            .toNative(hint);
    long target = series.series(Part.VALUE, 0);
    if (accumulates && !point.isStale()) {
      NativeHistogram total = total(deltas.exponential(), value);
      if (total == null) {
        return;
      }
      value = total;
    }
    add(target, value);
    for (PointExemplar exemplar : point.exemplarList()) {
      add(target, exemplar);
    }
  }

  private void summary() {
    add(series.series(Part.COUNT, 0), point.count);
    add(series.series(Part.SUM, 0), point.sum);
    for (int i = 0; i < point.bounds.size; i++) {
      add(series.series(Part.QUANTILE, point.bounds.values[i]), point.quantileValues.values[i]);
    }
  }

  private void add(long target, double value) {
    if (wantsZero(target)) {
      appender.add(target, point.startMs, 0.0, MetricsAppender.NO_START);
    }
    double stored = point.isStale() ? STALE : value;
    AppendStatus status = appender.add(target, point.timeMs, stored, start());
    if (status.isAccepted()) {
      floats++;
    } else {
      refused(status);
    }
  }

  private void add(long target, NativeHistogram value) {
    if (wantsZero(target)) {
      appender.add(target, point.startMs, empty(value, 0), MetricsAppender.NO_START);
    }
    NativeHistogram stored = point.isStale() ? empty(value, STALE) : value;
    AppendStatus status = appender.add(target, point.timeMs, stored, start());
    if (status.isAccepted()) {
      histograms++;
    } else {
      refused(status);
    }
  }

  private long start() {
    return cumulative && point.startMs < point.timeMs ? point.startMs : MetricsAppender.NO_START;
  }

  /// Whether a zero is due at the start: once, and never behind what the series has.
  private boolean wantsZero(long target) {
    return options.zeroAtStart()
        && !point.isStale()
        && start() != MetricsAppender.NO_START
        && start() > appender.newestTime(target)
        && zeroed.add(target);
  }

  private static NativeHistogram empty(NativeHistogram like, double sum) {
    return new NativeHistogram(
        like.resetHint,
        like.schema,
        like.zeroThreshold,
        0,
        0,
        sum,
        null,
        null,
        null,
        null,
        like.customBounds,
        true);
  }

  private void add(long target, PointExemplar exemplar) {
    if (appender.addExemplar(target, exemplar.toExemplar()).isAccepted()) {
      exemplars++;
    }
  }

  private void refused(AppendStatus status) {
    if (problem == null) {
      problem =
          switch (status) {
            case DUPLICATE_TIMESTAMP ->
                "duplicate sample for timestamp " + point.timeMs + " with another value";
            case OUT_OF_ORDER -> "out of order sample";
            case TOO_OLD -> "too old sample";
            case OUT_OF_BOUNDS -> "out of bounds: the timestamp is too old";
            case IN_FUTURE -> "out of bounds: the timestamp is too far in the future";
            case INVALID_HISTOGRAM -> "the buckets of the histogram contradict each other";
            case UNKNOWN_SERIES, INVALID_EXEMPLAR, ACCEPTED, SAME_SAMPLE, SUPERSEDED ->
                "the series is not known any more; send again";
          };
    }
  }
}
