package io.trivet.appliance;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import io.trivet.core.rule.RuleSample;
import io.trivet.core.rule.RuleStorage;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The time-series store as the place where rules of all languages write.
record RuleSeries(MetricsStore store) implements RuleStorage {
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
  private static final long RESTORE_MS = 60_000;

  @Override
  public Batch batch() {
    return new Writing(store.appender());
  }

  @Override
  public Map<Labels, Stored> newest(String metric, String alertName, long startMs, long endMs) {
    Map<Labels, Stored> found = new HashMap<>();
    QueryContext context = QueryContext.withTimeout(RESTORE_MS, QueryLimits.NONE);
    List<LabelMatcher> matchers =
        List.of(
            LabelMatcher.equal(Labels.METRIC_NAME, metric),
            LabelMatcher.equal("alertname", alertName));
    TimeRange range = new TimeRange(startMs, endMs);
    SampleBuffer samples = new SampleBuffer();
    try (SeriesSelection series = store.querier().select(context, matchers, range)) {
      for (int i = 0; i < series.size(); i++) {
        series.read(i, samples);
        int last = samples.size - 1;
        if (last >= 0 && samples.histogram(last) == null) {
          double value = samples.values[last];
          boolean stale = Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(STALE);
          found.put(
              series.labels(i).withoutMetricName(),
              new Stored(samples.timestamps[last], value, stale));
        }
      }
    }
    return found;
  }

  private record Writing(MetricsAppender appender) implements Batch {
    @Override
    public @Nullable String add(RuleSample sample, long timeMs) {
      try {
        long series = appender.series(sample.labels());
        AppendStatus status =
            sample.histogram() instanceof NativeHistogram histogram
                ? appender.add(series, timeMs, histogram, MetricsAppender.NO_START)
                : appender.add(series, timeMs, sample.value(), MetricsAppender.NO_START);
        return problem(status);
      } catch (TrivetException e) {
        return e.reason();
      }
    }

    private static @Nullable String problem(AppendStatus status) {
      return switch (status) {
        case ACCEPTED, SAME_SAMPLE, SUPERSEDED -> null;
        case DUPLICATE_TIMESTAMP -> "duplicate sample for timestamp";
        case OUT_OF_ORDER -> "out of order sample";
        case TOO_OLD -> "too old sample";
        case OUT_OF_BOUNDS, IN_FUTURE -> "out of bounds";
        case INVALID_HISTOGRAM -> "the histogram is not valid";
        case INVALID_EXEMPLAR, UNKNOWN_SERIES -> "the sample is not taken: " + status;
      };
    }

    @Override
    public void addStale(Labels series, long timeMs) {
      add(RuleSample.of(series, STALE), timeMs);
    }

    @Override
    public void commit() throws IOException {
      appender.commit();
    }
  }
}
