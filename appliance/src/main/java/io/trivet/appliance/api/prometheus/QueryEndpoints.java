package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
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
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.promql.PromqlEngine;
import io.trivet.metrics.promql.QueryResult;
import io.trivet.metrics.promql.SampleStatistics;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.parser.PromqlParser;
import io.trivet.metrics.promql.parser.PromqlPrinter;
import io.trivet.metrics.promql.parser.SyntaxTree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `query`, `query_range`, `query_exemplars`, `format_query` and `parse_query`.
public final class QueryEndpoints {
  private final PromqlEngine engine;
  private final MetricsQuerier querier;
  private final QueryPool pool;
  private final Supplier<QuerySettings> settings;
  private final QueryLog log;
  private final InstantSource clock;

  public QueryEndpoints(
      PromqlEngine engine,
      MetricsQuerier querier,
      QueryPool pool,
      Supplier<QuerySettings> settings,
      QueryLog log,
      InstantSource clock) {
    this.log = log;
    this.engine = engine;
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.getAndPost("/api/v1/query", this::instant);
    router.getAndPost("/api/v1/query_range", this::range);
    router.getAndPost("/api/v1/query_exemplars", this::exemplars);
    router.getAndPost("/api/v1/format_query", this::format);
    router.getAndPost("/api/v1/parse_query", this::parse);
    router.get("/graph", QueryEndpoints::linked);
    router.get("/query", QueryEndpoints::linked);
  }

  /// Links in alerts lead to the page of their query; without pages, on to its answer.
  private static Answer linked(Request request) {
    String query = URLEncoder.encode(request.parameters().get("g0.expr"), StandardCharsets.UTF_8);
    return Answer.empty(302).with("Location", "api/v1/query?query=" + query);
  }

  private Answer instant(Request request) {
    Parameters parameters = request.parameters();
    int limit = ApiParameters.limit(parameters);
    long time = ApiParameters.optional(parameters, "time", clock.millis());
    QueryContext context = context(parameters);
    long lookback = lookback(parameters);
    String query = parameters.exact("query");
    checked(query);
    return run(
        context,
        asked(request, query, time, time, 0),
        parameters,
        limit,
        counts -> engine.instant(querier, query, time, lookback, counts, context));
  }

  private Answer range(Request request) {
    Parameters parameters = request.parameters();
    int limit = ApiParameters.limit(parameters);
    long start = ApiParameters.required(parameters, "start");
    long end = ApiParameters.required(parameters, "end");
    if (end < start) {
      throw ApiAnswer.invalid("end", "end timestamp must not be before start time");
    }
    long step = ApiParameters.duration("step", parameters.get("step"));
    if (step <= 0) {
      throw ApiAnswer.invalid(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive"
              + " integer");
    }
    int maxSteps = settings.get().maxSteps();
    if (maxSteps > 0 && (end - start) / step > maxSteps) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          String.format(
              "exceeded maximum resolution of %,d points per timeseries. Try decreasing the query"
                  + " resolution (?step=XX)",
              maxSteps));
    }
    QueryContext context = context(parameters);
    long lookback = lookback(parameters);
    String query = parameters.exact("query");
    Expr expr = checked(query);
    if (expr.type() == ValueType.MATRIX || expr.type() == ValueType.STRING) {
      throw ApiAnswer.invalid(
          "query",
          "invalid expression type \""
              + expr.type().documentedName
              + "\" for range query, must be Scalar or instant Vector");
    }
    return run(
        context,
        asked(request, query, start, end, step),
        parameters,
        limit,
        counts -> engine.range(querier, query, start, end, step, lookback, counts, context));
  }

  /// Evaluates a query and counts its samples, unless the counts are null.
  private interface Evaluation {
    QueryResult run(@Nullable SampleStatistics counts);
  }

  private static QueryLog.Asked asked(
      Request request, String query, long start, long end, long step) {
    return new QueryLog.Asked(
        query,
        start,
        end,
        step,
        new QueryLog.Origin.HttpRequest(request.peer(), request.method(), request.path()));
  }

  private Answer run(
      QueryContext context,
      QueryLog.Asked asked,
      Parameters parameters,
      int limit,
      Evaluation evaluation) {
    return log.logged(asked, context, entry -> run(context, parameters, limit, evaluation, entry));
  }

  private Answer run(
      QueryContext context,
      Parameters parameters,
      int limit,
      Evaluation evaluation,
      QueryLog.@Nullable Entry entry) {
    String wanted = parameters.get("stats");
    boolean perStep = wanted.equals("all") && settings.get().stepStatistics();
    SampleStatistics counts =
        entry != null ? entry.counts() : wanted.isEmpty() ? null : new SampleStatistics();
    long asked = System.nanoTime();
    return pool.run(
        context,
        () -> {
          long started = System.nanoTime();
          if (entry != null) {
            entry.start();
          }
          QueryResult result = evaluation.run(counts);
          if (entry != null) {
            entry.finish();
          }
          QueryStatsJson stats =
              counts == null || wanted.isEmpty()
                  ? null
                  : new QueryStatsJson(
                      counts, perStep, asked, started, System.nanoTime(), context.peakSamples());
          return ApiAnswer.data(
              json -> ResultJson.write(json, result, limit, stats, context), context);
        });
  }

  /// Parsed on the handler's thread: the size is bounded, and errors name the parameter.
  private static Expr checked(String query) {
    try {
      return PromqlParser.parse(query);
    } catch (TrivetException e) {
      throw new TrivetException(e.kind(), "invalid parameter \"query\": " + e.reason(), e);
    }
  }

  private QueryContext context(Parameters parameters) {
    QuerySettings bounds = settings.get();
    String text = parameters.get("timeout");
    long timeout =
        text.isEmpty()
            ? bounds.timeoutMillis()
            : Math.min(bounds.timeoutMillis(), ApiParameters.duration("timeout", text));
    return QueryContext.withTimeout(Math.max(0, timeout), bounds.limits());
  }

  private static long lookback(Parameters parameters) {
    String text = parameters.get("lookback_delta");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, ApiParameters.duration("lookback_delta", text));
    } catch (TrivetException e) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "error parsing lookback delta duration: cannot parse \"" + text + "\"",
          e);
    }
  }

  private Answer exemplars(Request request) {
    Parameters parameters = request.parameters();
    long start = ApiParameters.optional(parameters, "start", ApiParameters.MIN_TIME);
    long end = ApiParameters.optional(parameters, "end", ApiParameters.MAX_TIME);
    if (end < start) {
      throw new TrivetException(ErrorKind.BAD_DATA, "end timestamp must not be before start time");
    }
    List<List<LabelMatcher>> selectors =
        PromqlParser.selectors(PromqlParser.parse(parameters.exact("query")));
    if (selectors.isEmpty()) {
      return Answer.empty(204);
    }
    QueryContext context = context(parameters);
    return pool.run(
        context,
        () -> {
          Map<Labels, List<Exemplar>> found =
              new TreeMap<>(querier.exemplars(context, selectors, new TimeRange(start, end)));
          return ApiAnswer.data(json -> exemplars(json, found), context);
        });
  }

  private static void exemplars(JsonOutput json, Map<Labels, List<Exemplar>> found) {
    json.beginArray();
    found.forEach((labels, list) -> {
      json.beginObject().name("seriesLabels").labels(labels).name("exemplars").beginArray();
      for (Exemplar exemplar : list) {
        json.beginObject().name("labels").labels(exemplar.labels());
        json.name("value").sample(exemplar.value());
        json.name("timestamp").seconds(exemplar.timestampMs()).endObject();
      }
      json.endArray().endObject();
    });
    json.endArray();
  }

  private Answer format(Request request) {
    Expr expr = checked(request.parameters().exact("query"));
    return ApiAnswer.data(json -> json.string(PromqlPrinter.pretty(expr)));
  }

  private Answer parse(Request request) {
    Expr expr = checked(request.parameters().exact("query"));
    return ApiAnswer.data(json -> value(json, SyntaxTree.of(expr)));
  }

  /// Maps, lists, texts, numbers and truth values as JSON.
  private static void value(JsonOutput json, @Nullable Object value) {
    switch (value) {
      case null -> json.nothing();
      case Map<?, ?> map -> {
        json.beginObject();
        map.forEach((name, member) -> {
          json.name(String.valueOf(name));
          value(json, member);
        });
        json.endObject();
      }
      case List<?> list -> {
        json.beginArray();
        list.forEach(element -> value(json, element));
        json.endArray();
      }
      case Boolean bool -> json.bool(bool);
      case Double number -> json.number(number);
      case Number number -> json.number(number.longValue());
      default -> json.string(value.toString());
    }
  }
}
