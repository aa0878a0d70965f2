package io.trivet.metrics.promql.eval;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.function.Annotations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one running query needs: where data comes from, its limits, its annotations. Closes the
/// selections of the query at its end.
public final class Evaluation implements AutoCloseable {
  /// What changes the meaning of queries.
  public record Settings(
      long lookbackMs,
      long subqueryStepMs,
      boolean delayedNameRemoval,
      boolean typeAndUnitLabels,
      boolean startTimestamps) {}

  /// What a series takes in a selection, and what it takes besides labels and values when it is
  /// kept.
  private static final long SELECTED_BYTES = 24;

  private static final long SERIES_BYTES = 120;

  private final MetricsQuerier querier;
  private final Settings settings;
  private final Steps steps;
  private final long endMs;
  private final boolean instant;
  private final Pool pool;
  private final QueryContext context;
  private final Annotations annotations = new Annotations();
  private final @Nullable SampleCounts counts;
  private final List<SeriesSelection> selections = new ArrayList<>();

  /// @param endMs end of the query as it was asked, which need not be a step
  /// @param counting whether the samples that selectors find are counted
  public Evaluation(
      MetricsQuerier querier,
      Settings settings,
      Steps steps,
      long endMs,
      boolean instant,
      Pool pool,
      boolean counting,
      QueryContext context) {
    context.holdMemory(counting ? 16L * steps.count() : 0);
    this.counts = counting ? new SampleCounts(steps) : null;
    this.querier = querier;
    this.settings = settings;
    this.steps = steps;
    this.endMs = endMs;
    this.instant = instant;
    this.pool = pool;
    this.context = context;
  }

  public Settings settings() {
    return settings;
  }

  /// The times of the query.
  public Steps steps() {
    return steps;
  }

  /// End of the query as it was asked.
  public long endMs() {
    return endMs;
  }

  /// Whether the steps stand for a time range, be it of one step only.
  boolean isRange(Steps of) {
    return of.count() > 1 || of.equals(steps) && endMs > steps.startMs();
  }

  public boolean isInstant() {
    return instant;
  }

  public QueryContext context() {
    return context;
  }

  @Nullable SampleCounts counts() {
    return counts;
  }

  /// The samples that selectors found, when everything has been read; null if they were not
  /// counted.
  public @Nullable SampleCounts finishedCounts() {
    if (counts != null) {
      counts.finish();
    }
    return counts;
  }

  public Annotations annotations() {
    return annotations;
  }

  Pool pool() {
    return pool;
  }

  /// Series of a selector, with samples from `minMs` to `maxMs`, both included.
  SeriesSelection select(List<LabelMatcher> matchers, long minMs, long maxMs) {
    context.check();
    SeriesSelection selection =
        querier.select(context, matchers, new TimeRange(Math.min(minMs, maxMs), maxMs));
    selections.add(selection);
    context.checkSeries(selection.size());
    context.holdMemory(SELECTED_BYTES * selection.size());
    return selection;
  }

  /// A column that is kept for a while, counted against the memory of the query.
  Column hold(int count) {
    context.holdMemory(SERIES_BYTES + 8L * count);
    return new Column(count);
  }

  /// Counts a series that is kept: its labels, its values, and what holds both together.
  @SuppressWarnings("ReferenceEquality") // the very same histogram, which takes memory once
  void holdSeries(Labels labels, Column column) {
    long bytes = SERIES_BYTES + labels.heapBytes() + 8L * column.count;
    NativeHistogram before = null;
    for (int step = 0; column.histograms != null && step < column.count; step++) {
      NativeHistogram histogram = column.histograms[step];
      bytes += 4;
      if (histogram != null && histogram != before) {
        bytes += histogram.heapBytes();
        before = histogram;
      }
    }
    context.holdMemory(bytes);
  }

  @Override
  public void close() {
    selections.forEach(SeriesSelection::close);
    selections.clear();
  }
}
