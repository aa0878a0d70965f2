package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsQuerier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// `labels`, `label/{name}/values`, `series` and `metadata`.
public final class SeriesEndpoints {
  private final MetricsQuerier querier;
  private final QueryPool pool;
  private final Supplier<QuerySettings> settings;

  public SeriesEndpoints(MetricsQuerier querier, QueryPool pool, Supplier<QuerySettings> settings) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.getAndPost("/api/v1/labels", this::labels);
    router.get("/api/v1/label/{name}/values", this::values);
    router.getAndPost("/api/v1/series", this::series);
    router.get("/api/v1/metadata", this::metadata);
  }

  private QueryContext context() {
    return QueryContext.withTimeout(settings.get().timeoutMillis(), settings.get().limits());
  }

  private Answer labels(Request request) {
    Parameters parameters = request.parameters();
    int limit = ApiParameters.limit(parameters);
    TimeRange range = ApiParameters.range(parameters);
    List<List<LabelMatcher>> selectors = ApiParameters.selectors(parameters);
    QueryContext context = context();
    return pool.run(
        context,
        () ->
            Answer.json(
                ApiAnswer.strings(
                    range == null ? List.of() : querier.labelNames(context, selectors, range),
                    limit,
                    context)));
  }

  private Answer values(Request request) {
    Parameters parameters = request.parameters();
    String name = unescaped(request.pathValue(0));
    int limit = ApiParameters.limit(parameters);
    TimeRange range = ApiParameters.range(parameters);
    List<List<LabelMatcher>> selectors = ApiParameters.selectors(parameters);
    QueryContext context = context();
    return pool.run(
        context,
        () ->
            Answer.json(
                ApiAnswer.strings(
                    range == null
                        ? List.of()
                        : querier.labelValues(context, name, selectors, range),
                    limit,
                    context)));
  }

  /// A name in the escaping `U__`: `_` followed by a hexadecimal code point and `_`.
  private static String unescaped(String name) {
    if (name.indexOf('\ufffd') >= 0) {
      throw new TrivetException(ErrorKind.BAD_DATA, "invalid label name: \"" + name + "\"");
    }
    if (!name.startsWith("U__")) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 3; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_') {
        out.append(c);
        continue;
      }
      if (name.startsWith("__", i)) {
        out.append('_');
        i++;
        continue;
      }
      int end = name.indexOf('_', i + 1);
      if (end < 0 || end - i > 7 || end == i + 1) {
        return name;
      }
      try {
        out.appendCodePoint(Integer.parseInt(name, i + 1, end, 16));
      } catch (IllegalArgumentException e) {
        return name;
      }
      i = end;
    }
    return out.toString();
  }

  private Answer series(Request request) {
    Parameters parameters = request.parameters();
    if (!parameters.has("match[]")) {
      throw new TrivetException(ErrorKind.BAD_DATA, "no match[] parameter provided");
    }
    int limit = ApiParameters.limit(parameters);
    TimeRange range = ApiParameters.range(parameters);
    List<List<LabelMatcher>> selectors = ApiParameters.selectors(parameters);
    QueryContext context = context();
    return pool.run(
        context,
        () -> {
          List<Labels> found =
              range == null ? List.of() : querier.series(context, selectors, range);
          boolean cut = limit > 0 && found.size() > limit;
          if (cut) {
            context.warn(ApiAnswer.TRUNCATED);
          }
          List<Labels> shown = cut ? found.subList(0, limit) : found;
          return ApiAnswer.data(
              json -> {
                json.beginArray();
                shown.forEach(json::labels);
                json.endArray();
              },
              context);
        });
  }

  private Answer metadata(Request request) {
    Parameters parameters = request.parameters();
    long limit = number(parameters, "limit");
    long perMetric = number(parameters, "limit_per_metric");
    String wanted = parameters.get("metric");
    Map<String, List<MetricMetadata>> all = new TreeMap<>(querier.metadata());
    return ApiAnswer.data(json -> {
      json.beginObject();
      long left = limit < 0 ? Long.MAX_VALUE : limit;
      for (Map.Entry<String, List<MetricMetadata>> metric : all.entrySet()) {
        if (left > 0 && (wanted.isEmpty() || wanted.equals(metric.getKey()))) {
          left--;
          json.name(metric.getKey()).beginArray();
          long shown = perMetric <= 0 ? Long.MAX_VALUE : perMetric;
          metric.getValue().stream()
              .limit(shown)
              .forEach(said ->
                  json.beginObject()
                      .field("type", said.type())
                      .field("help", said.help())
                      .field("unit", said.unit())
                      .endObject());
          json.endArray();
        }
      }
      json.endObject();
    });
  }

  private static long number(Parameters parameters, String name) {
    String text = parameters.get(name);
    try {
      return text.isEmpty() ? -1 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TrivetException(ErrorKind.BAD_DATA, name + " must be a number", e);
    }
  }
}
