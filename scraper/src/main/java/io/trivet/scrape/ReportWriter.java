package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import java.util.Arrays;

/// Writes the series that tell about scrapes of one target. Owned by one thread at a time.
final class ReportWriter {
  private static final String[] NAMES = {
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling",
    "scrape_series_added",
    "scrape_timeout_seconds",
    "scrape_sample_limit",
    "scrape_body_size_bytes"
  };
  private static final int ALWAYS = 5;

  private final Labels target;
  private final int number;
  private final long[] references = new long[NAMES.length];
  private final double[] values = new double[NAMES.length];

  /// @param extra whether the limits are reported too
  ReportWriter(Labels target, boolean extra) {
    this.target = target;
    this.number = extra ? NAMES.length : ALWAYS;
    Arrays.fill(references, MetricsAppender.NO_SERIES);
  }

  void report(
      boolean up,
      double seconds,
      SampleWriter samples,
      long bodySize,
      MetricsAppender appender,
      long nowMs,
      double timeoutSeconds,
      long sampleLimit) {
    values[0] = up ? 1 : 0;
    values[1] = seconds;
    values[2] = samples.scraped;
    values[3] = samples.relabelled;
    values[4] = samples.added;
    values[5] = timeoutSeconds;
    values[6] = sampleLimit;
    values[7] = bodySize;
    write(appender, nowMs);
  }

  void markStale(MetricsAppender appender, long nowMs) {
    Arrays.fill(values, SampleWriter.STALE);
    write(appender, nowMs);
  }

  private void write(MetricsAppender appender, long nowMs) {
    for (int i = 0; i < number; i++) {
      if (references[i] == MetricsAppender.NO_SERIES) {
        references[i] = appender.series(target.with(Labels.METRIC_NAME, NAMES[i]));
      }
      AppendStatus status = appender.add(references[i], nowMs, values[i], MetricsAppender.NO_START);
      if (status == AppendStatus.UNKNOWN_SERIES) {
        references[i] = appender.series(target.with(Labels.METRIC_NAME, NAMES[i]));
        appender.add(references[i], nowMs, values[i], MetricsAppender.NO_START);
      }
    }
  }
}
