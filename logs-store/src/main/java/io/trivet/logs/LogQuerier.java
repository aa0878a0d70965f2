package io.trivet.logs;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import java.util.List;
import java.util.function.Consumer;

/// The read side of the log store. Every method sees everything acknowledged before it was called.
/// Safe for use from any thread. Ranges are in nanoseconds, both ends included.
public interface LogQuerier {
  /// Streams which satisfy the matchers and may have entries in the range.
  StreamSelection select(QueryContext context, LogScan scan);

  /// Label names of streams which satisfy all matchers of at least one list; of all streams if
  /// there is no list. Sorted.
  List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Values of a label over the same streams. Sorted.
  List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range);

  /// Label sets of the same streams, sorted.
  List<Labels> series(QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range);

  /// What lies in the range for the streams which satisfy the matchers, without reading lines.
  LogVolume volume(QueryContext context, List<LabelMatcher> matchers, TimeRange range);

  /// Calls the listener with every batch committed from now on, on the committing thread: it must
  /// be quick, must not block, and must copy what it keeps. Closing the returned handle ends it.
  AutoCloseable follow(List<LabelMatcher> matchers, Consumer<EntryBatch> listener);
}
