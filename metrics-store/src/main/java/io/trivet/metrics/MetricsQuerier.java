package io.trivet.metrics;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import java.util.List;
import java.util.Map;

/// The read side of the time-series store. Every method sees everything acknowledged before it was
/// called. Safe for use from any thread. Ranges are in ms, both ends included.
public interface MetricsQuerier {
  /// Series which satisfy all matchers and may have a sample in the range.
  SeriesSelection select(QueryContext context, List<LabelMatcher> matchers, TimeRange range);

  /// Label names of the series which satisfy all matchers of at least one list; of all series if
  /// there is no list. Sorted.
  List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Values of a label over the same series. Sorted.
  List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Label sets of the series which satisfy all matchers of at least one list, without repetitions,
  /// sorted.
  List<Labels> series(QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Exemplars in the range of the series which satisfy all matchers of at least one list, by
  /// series, each list ascending in time.
  Map<Labels, List<Exemplar>> exemplars(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Metadata by metric name.
  Map<String, List<MetricMetadata>> metadata();
}
