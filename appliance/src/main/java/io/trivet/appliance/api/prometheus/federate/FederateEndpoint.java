package io.trivet.appliance.api.prometheus.federate;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.parser.PromqlParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// `/federate`: the newest sample of each selected series.
public final class FederateEndpoint implements Endpoint {
  private static final long SAMPLE_BYTES = 300;

  private final MetricsQuerier querier;
  private final QueryPool pool;
  private final Supplier<QuerySettings> settings;
  private final Supplier<Map<String, String>> externalLabels;
  private final LongSupplier lookbackMillis;
  private final InstantSource clock;

  /// @param externalLabels added to series which do not have them
  /// @param lookbackMillis how old the newest sample may be
  public FederateEndpoint(
      MetricsQuerier querier,
      QueryPool pool,
      Supplier<QuerySettings> settings,
      Supplier<Map<String, String>> externalLabels,
      LongSupplier lookbackMillis,
      InstantSource clock) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.externalLabels = externalLabels;
    this.lookbackMillis = lookbackMillis;
    this.clock = clock;
  }

  @Override
  public Answer handle(Request request) {
    List<List<LabelMatcher>> selectors =
        request.parameters().all("match[]").stream()
            .map(PromqlParser::parseSelector)
            .filter(selector -> !selector.isEmpty())
            .toList();
    FederateFormat format = FederateFormat.accepted(request.header("Accept"));
    long now = clock.millis();
    TimeRange range = new TimeRange(now - lookbackMillis.getAsLong(), now);
    QuerySettings bounds = settings.get();
    QueryContext context = QueryContext.withTimeout(bounds.timeoutMillis(), bounds.limits());
    return pool.run(
        context,
        () -> {
          Map<Labels, Exposed> found = new TreeMap<>(FederateEndpoint::byName);
          for (List<LabelMatcher> selector : selectors) {
            collect(context, selector, range, found);
          }
          List<Exposed> all = List.copyOf(found.values());
          byte[] body =
              format.kind() == FederateFormat.Kind.TEXT
                  ? TextExposition.write(all, format.escaping()).getBytes(StandardCharsets.UTF_8)
                  : ProtoExposition.write(all, format);
          return answer(request, format, body);
        });
  }

  /// Scrapers always ask for gzip, and get it whatever the size.
  private static Answer answer(Request request, FederateFormat format, byte[] body)
      throws IOException {
    boolean gzip =
        Stream.of(request.header("Accept-Encoding").split(",", 50))
            .anyMatch(coding -> coding.trim().equals("gzip"));
    if (!gzip) {
      return Answer.of(200, format.contentType(), body);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return Answer.of(200, format.contentType(), packed.toByteArray())
        .with("Content-Encoding", "gzip");
  }

  private static int byName(Labels a, Labels b) {
    int names = Labels.compareText(a.metricName(), b.metricName());
    return names != 0 ? names : a.compareTo(b);
  }

  private void collect(
      QueryContext context,
      List<LabelMatcher> selector,
      TimeRange range,
      Map<Labels, Exposed> found) {
    Map<String, String> external = externalLabels.get();
    try (SeriesSelection selection = querier.select(context, selector, range)) {
      context.checkSeries(selection.size());
      SampleBuffer samples = new SampleBuffer();
      for (int i = 0; i < selection.size(); i++) {
        context.check();
        selection.read(i, samples);
        int last = samples.size - 1;
        Labels labels = selection.labels(i);
        if (last >= 0
            && !Column.isStale(samples.values[last], samples.histogram(last))
            && !labels.metricName().isEmpty()) {
          // As labels, as text of one kind and of the other.
          context.holdMemory(SAMPLE_BYTES + 4 * labels.heapBytes());
          found.put(
              labels,
              Exposed.of(
                  labels,
                  external,
                  samples.timestamps[last],
                  samples.values[last],
                  samples.histogram(last)));
        }
      }
    }
  }
}
