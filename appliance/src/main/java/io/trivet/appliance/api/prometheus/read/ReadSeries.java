package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Finds the series of one query, sorted, with the external labels.
final class ReadSeries {
  /// Takes one series; the samples are valid during the call only.
  interface Consumer {
    void accept(Labels labels, SampleBuffer samples);
  }

  private static final long ROW_BYTES = 60;

  private final MetricsQuerier querier;
  private final Map<String, String> external;

  ReadSeries(MetricsQuerier querier, Map<String, String> external) {
    this.querier = querier;
    this.external = external;
  }

  private record Found(Labels labels, int index) {}

  /// Hands over every series that has samples in the range. A query without conditions, or with a
  /// range that ends before it starts, finds nothing.
  void forEach(QueryContext context, ReadRequest.Query query, Consumer consumer) {
    if (query.matchers().isEmpty() || query.end() < query.start()) {
      return;
    }
    TimeRange range = new TimeRange(query.start(), query.end());
    try (SeriesSelection selection = querier.select(context, query.matchers(), range)) {
      context.checkSeries(selection.size());
      List<Found> found = new ArrayList<>(selection.size());
      for (int i = 0; i < selection.size(); i++) {
        Labels labels = withExternal(selection.labels(i));
        context.check();
        context.holdMemory(ROW_BYTES + labels.heapBytes());
        found.add(new Found(labels, i));
      }
      found.sort(Comparator.comparing(Found::labels));
      SampleBuffer samples = new SampleBuffer();
      for (Found one : found) {
        context.check();
        selection.read(one.index(), samples);
        context.holdSamples(samples.size);
        if (samples.size > 0) {
          consumer.accept(one.labels(), samples);
        }
      }
    }
  }

  private Labels withExternal(Labels labels) {
    LabelsBuilder builder = new LabelsBuilder(labels);
    external.forEach((name, value) -> {
      if (!labels.has(name)) {
        builder.set(name, value);
      }
    });
    return builder.build();
  }

  static TrivetException tooLarge(long limit) {
    return new TrivetException(
        ErrorKind.QUERY_LIMIT,
        "the answer would be larger than " + limit + " bytes; ask for less at once");
  }
}
