package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.query.QueryContext;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.time.DurationText;
import io.trivet.logs.Direction;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.logql.LogqlEngine;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.eval.LogqlResult;
import io.trivet.logs.logql.parser.LogqlParser;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// `query` and `query_range` of Loki.
public final class LokiQueryEndpoints {
  private static final int DEFAULT_LIMIT = 100;

  private final LogqlEngine engine;
  private final LogQuerier querier;
  private final QueryPool pool;
  private final Supplier<LokiSettings> settings;
  private final InstantSource clock;

  public LokiQueryEndpoints(
      LogqlEngine engine,
      LogQuerier querier,
      QueryPool pool,
      Supplier<LokiSettings> settings,
      InstantSource clock) {
    this.engine = engine;
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(LokiErrors.ERRORS);
    router.getAndPost("/loki/api/v1/query", this::instant);
    router.getAndPost("/loki/api/v1/query_range", this::range);
  }

  static long nanos(InstantSource clock) {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  private static Expr parsed(String query) {
    try {
      return LogqlParser.parse(query);
    } catch (QueryParseException e) {
      throw LokiErrors.parse(e);
    }
  }

  private static List<String> flags(Request request) {
    return Arrays.stream(request.header("X-Loki-Response-Encoding-Flags").split(",", 20))
        .map(String::trim)
        .filter(flag -> !flag.isEmpty())
        .toList();
  }

  private Answer instant(Request request) {
    Parameters parameters = request.parameters();
    Expr query = parsed(parameters.get("query"));
    String text = parameters.get("time");
    long time = text.isEmpty() ? nanos(clock) : LokiParameters.time(text, "");
    int limit = LokiParameters.limit(parameters, DEFAULT_LIMIT, 0);
    Direction direction = LokiParameters.direction(parameters);
    List<String> flags = flags(request);
    QueryContext context = settings.get().context();
    return run(
        context, flags, () -> engine.instant(querier, query, time, limit, direction, context));
  }

  private Answer range(Request request) {
    Parameters parameters = request.parameters();
    Expr query = parsed(parameters.get("query"));
    LokiParameters.Range range =
        LokiParameters.range(
            parameters,
            nanos(clock),
            LokiParameters.HOUR,
            "end timestamp must not be before or equal to start time");
    long longest = settings.get().maxLengthNanos();
    if (longest > 0 && range.end() - range.start() > longest) {
      throw LokiErrors.bad(
          "the query time range exceeds the limit (query length: "
              + DurationText.formatGo(range.end() - range.start())
              + ", limit: "
              + DurationText.formatGo(longest)
              + ")");
    }
    boolean logs = query instanceof LogExpr;
    int limit =
        LokiParameters.limit(parameters, DEFAULT_LIMIT, logs ? settings.get().maxEntries() : 0);
    Direction direction = LokiParameters.direction(parameters);
    long step = LokiParameters.step(parameters, range);
    long interval = LokiParameters.interval(parameters);
    List<String> flags = flags(request);
    QueryContext context = settings.get().context();
    // Metric queries are aligned to the step, as Loki's frontend does it: start down, end up.
    long start = logs ? range.start() : Math.floorDiv(range.start(), step) * step;
    long end = logs ? range.end() : Math.ceilDiv(range.end(), step) * step;
    return run(
        context,
        flags,
        () -> engine.range(querier, query, start, end, step, interval, limit, direction, context));
  }

  private Answer run(QueryContext context, List<String> flags, Supplier<LogqlResult> evaluation) {
    return pool.run(
        context,
        () -> {
          long begin = System.nanoTime();
          LogqlResult result;
          try {
            result = evaluation.get();
          } catch (QueryParseException e) {
            throw LokiErrors.parse(e);
          }
          JsonOutput json = LokiJson.answer(result, flags, context, System.nanoTime() - begin);
          return Answer.json(200, Answer.JSON_UTF8, json);
        });
  }
}
