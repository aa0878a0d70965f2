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
import io.trivet.metrics.MetricsQuerier;
import java.util.List;
import java.util.function.Supplier;

/// `labels`, `label/{name}/values` and `series`.
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
    if (name.isEmpty()) {
      throw new TrivetException(ErrorKind.BAD_DATA, "invalid label name: \"\"");
    }
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
    List<List<LabelMatcher>> selectors = ApiParameters.namedSelectors(parameters);
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
}
