package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// `/federate`: the newest sample of each selected series as text 0.0.4, for other servers to
/// scrape. Native histograms have no form in this text and are left out.
public final class FederateEndpoint implements Endpoint {
  private static final String TYPE =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
  private static final int MAX_TEXT = 1 << 29;

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

  private record Newest(long time, double value) {}

  @Override
  public Answer handle(Request request) {
    List<List<LabelMatcher>> selectors = ApiParameters.looseSelectors(request.parameters());
    long now = clock.millis();
    TimeRange range = new TimeRange(now - lookbackMillis.getAsLong(), now);
    QuerySettings bounds = settings.get();
    QueryContext context = QueryContext.withTimeout(bounds.timeoutMillis(), bounds.limits());
    return pool.run(
        context,
        () -> {
          Map<Labels, Newest> found = new TreeMap<>(FederateEndpoint::byName);
          for (List<LabelMatcher> selector : selectors) {
            collect(context, selector, range, found);
          }
          return Answer.of(200, TYPE, text(found).getBytes(StandardCharsets.UTF_8));
        });
  }

  private static int byName(Labels a, Labels b) {
    int names = Labels.compareText(a.metricName(), b.metricName());
    return names != 0 ? names : a.compareTo(b);
  }

  private void collect(
      QueryContext context,
      List<LabelMatcher> selector,
      TimeRange range,
      Map<Labels, Newest> found) {
    try (SeriesSelection selection = querier.select(context, selector, range)) {
      context.checkSeries(selection.size());
      SampleBuffer samples = new SampleBuffer();
      for (int i = 0; i < selection.size(); i++) {
        context.check();
        selection.read(i, samples);
        int last = samples.size - 1;
        Labels labels = selection.labels(i);
        if (last >= 0
            && samples.histogram(last) == null
            && !isStale(samples.values[last])
            && !labels.metricName().isEmpty()) {
          found.put(labels, new Newest(samples.timestamps[last], samples.values[last]));
        }
      }
    }
  }

  private static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == 0x7ff0000000000002L;
  }

  private String text(Map<Labels, Newest> found) {
    Map<String, String> external = new TreeMap<>(externalLabels.get());
    StringBuilder out = new StringBuilder();
    String family = "";
    for (Map.Entry<Labels, Newest> entry : found.entrySet()) {
      Labels labels = entry.getKey();
      String name = labels.metricName();
      if (!name.equals(family)) {
        family = name;
        out.append("# TYPE ").append(escaped(name)).append(" untyped\n");
      }
      line(out, labels, external);
      Newest newest = entry.getValue();
      out.append(' ').append(GoNumbers.general(newest.value()));
      out.append(' ').append(newest.time()).append('\n');
      if (out.length() > MAX_TEXT) {
        throw new TrivetException(
            ErrorKind.QUERY_LIMIT, "the answer would be too large; select fewer series");
      }
    }
    return out.toString();
  }

  /// The name and the labels: those of the series, then `instance` and the external ones it lacks.
  private static void line(StringBuilder out, Labels labels, Map<String, String> external) {
    out.append(escaped(labels.metricName()));
    int open = out.length();
    labels.forEach((name, value) -> {
      if (!name.equals(Labels.METRIC_NAME)) {
        pair(out, open, name, value);
      }
    });
    Map<String, String> added = new TreeMap<>(external);
    // Without it, who scrapes this would put its own in.
    added.putIfAbsent("instance", "");
    added.forEach((name, value) -> {
      if (!labels.has(name)) {
        pair(out, open, name, value);
      }
    });
    out.append('}');
  }

  private static void pair(StringBuilder out, int open, String name, String value) {
    out.append(out.length() == open ? '{' : ',').append(escaped(name)).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(value.charAt(i));
      }
    }
    out.append('"');
  }

  /// A name with `_` for every character which the text has no place for.
  private static String escaped(String name) {
    StringBuilder out = new StringBuilder(name.length());
    name.codePoints()
        .forEach(c -> {
          boolean digit = c >= '0' && c <= '9' && !out.isEmpty();
          boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':';
          out.append(digit || letter ? (char) c : '_');
        });
    return out.toString();
  }
}
