package io.trivet.appliance.api.tempo;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.traceql.LegacyTags;
import io.trivet.traces.traceql.TraceqlEngine;
import io.trivet.traces.traceql.result.TagNames;
import io.trivet.traces.traceql.result.TagValues;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Search, tags, values and TraceQL metrics of Tempo.
public final class SearchEndpoints {
  private static final int DEFAULT_LIMIT = 20;
  private static final int DEFAULT_SPANS = 3;
  private static final int MAX_SPANS = 100;
  private static final int MAX_QUERY = 128 * 1024;
  private static final Set<String> OWN_PARAMETERS =
      Set.of(
          "q",
          "tags",
          "start",
          "end",
          "since",
          "limit",
          "spss",
          "minDuration",
          "maxDuration",
          "skip_ast_transformations");

  private final TraceqlEngine engine;
  private final TraceQuerier querier;
  private final QueryPool pool;
  private final Supplier<TempoSettings> settings;
  private final Map<String, String> build;
  private final InstantSource clock;

  /// @param build fields of `status/buildinfo`
  public SearchEndpoints(
      TraceqlEngine engine,
      TraceQuerier querier,
      QueryPool pool,
      Supplier<TempoSettings> settings,
      Map<String, String> build,
      InstantSource clock) {
    this.engine = engine;
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.build = new TreeMap<>(build);
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(TempoErrors.ERRORS);
    router.get("/api/search", this::search);
    router.get("/api/search/tags", this::tagNames);
    router.get("/api/v2/search/tags", this::scopedTagNames);
    router.get("/api/search/tag/{tag...}/values", this::tagValues);
    router.get("/api/v2/search/tag/{tag...}/values", this::typedTagValues);
    router.get("/api/metrics/query_range", this::metricsRange);
    router.get("/api/metrics/query", this::metricsInstant);
    router.get("/api/echo", request -> Answer.text(200, "echo\n"));
    router.get("/api/status/buildinfo", request -> buildInfo());
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * TempoParameters.SECOND + now.getNano();
  }

  private Answer run(QueryContext context, Callable<JsonOutput> work) {
    return pool.run(
        context,
        () -> {
          try {
            return Answer.json(work.call());
          } catch (QueryParseException e) {
            throw TempoErrors.parse(e);
          }
        });
  }

  private TimeRange range(Parameters parameters) {
    return TempoParameters.range(parameters, now(), settings.get().maxSearchNanos());
  }

  private Answer search(Request request) {
    Parameters parameters = request.parameters();
    String query = parameters.get("q");
    String tags = parameters.get("tags");
    if (!query.isEmpty() && !tags.isEmpty()) {
      throw TempoErrors.bad("invalid request: can't specify tags and q in the same query");
    }
    if (query.length() > MAX_QUERY) {
      throw TempoErrors.bad(
          "TraceQL expression exceeds the configured maximum size of " + MAX_QUERY + " bytes");
    }
    int limit = limit(parameters);
    int spans = TempoParameters.number(parameters, "spss", DEFAULT_SPANS);
    if (spans < 0 || spans > MAX_SPANS) {
      throw TempoErrors.bad("spans per span set exceeds " + MAX_SPANS + ". received " + spans);
    }
    long min = TempoParameters.duration(parameters, "minDuration");
    long max = TempoParameters.duration(parameters, "maxDuration");
    if (max != 0 && max <= min) {
      throw TempoErrors.bad("invalid maxDuration: must be greater than minDuration");
    }
    TimeRange range = range(parameters);
    QueryContext context = settings.get().context();
    if (!query.isEmpty()) {
      return run(
          context,
          () ->
              SearchJson.search(
                  engine.search(querier, query, range, limit, spans, context),
                  context.statistics().bytesScanned().sum()));
    }
    Map<String, String> wanted = legacyTags(parameters, tags);
    return run(
        context,
        () ->
            SearchJson.search(
                engine.searchTags(querier, wanted, min, max, range, limit, context),
                context.statistics().bytesScanned().sum()));
  }

  /// The tags, or, where none of the usual parameters is there, all parameters as tags, as very old
  /// clients send them.
  private static Map<String, String> legacyTags(Parameters parameters, String tags) {
    Map<String, String> wanted = new TreeMap<>(LegacyTags.parse(tags));
    if (Set.of("q", "tags", "start", "end").stream().noneMatch(parameters::has)) {
      for (String name : parameters.names()) {
        if (!OWN_PARAMETERS.contains(name)) {
          wanted.put(name, parameters.get(name));
        }
      }
    }
    return wanted;
  }

  private int limit(Parameters parameters) {
    int limit = TempoParameters.number(parameters, "limit", DEFAULT_LIMIT);
    int most = settings.get().maxTraces();
    if (limit <= 0) {
      throw TempoErrors.bad("invalid limit: must be a positive number");
    }
    if (most > 0 && limit > most) {
      throw TempoErrors.bad("limit " + limit + " exceeds max limit " + most);
    }
    return limit;
  }

  private Answer tagNames(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = range(parameters);
    String scope = parameters.get("scope");
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          Set<String> names = new TreeSet<>();
          for (TagNames.ScopeNames found :
              engine.tagNames(querier, scope, "", range, 0, context).scopes()) {
            if (!found.scope().equals("intrinsic") || scope.equals("intrinsic")) {
              names.addAll(found.names());
            }
          }
          JsonOutput json = new JsonOutput().beginObject().name("tagNames").strings(names);
          return listMetrics(json, context);
        });
  }

  private static JsonOutput listMetrics(JsonOutput json, QueryContext context) {
    json.name("metrics").beginObject();
    long bytes = context.statistics().bytesScanned().sum();
    if (bytes > 0) {
      json.name("inspectedBytes").numberInString(bytes);
    }
    json.field("totalJobs", 1).field("completedJobs", 1);
    return json.endObject().endObject();
  }

  private Answer scopedTagNames(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = range(parameters);
    int limit = lenientLimit(parameters);
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          JsonOutput json = new JsonOutput().beginObject().name("scopes").beginArray();
          for (TagNames.ScopeNames found :
              engine
                  .tagNames(
                      querier, parameters.get("scope"), parameters.get("q"), range, limit, context)
                  .scopes()) {
            json.beginObject().field("name", found.scope());
            json.name("tags").strings(found.names()).endObject();
          }
          return listMetrics(json.endArray(), context);
        });
  }

  /// A limit of tag names that is no number counts as none.
  private static int lenientLimit(Parameters parameters) {
    try {
      return Math.max(0, TempoParameters.number(parameters, "limit", 0));
    } catch (TrivetException e) {
      if (e.kind() == ErrorKind.BAD_DATA) {
        return 0;
      }
      throw e;
    }
  }

  private Answer tagValues(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = range(parameters);
    int limit = Math.max(0, TempoParameters.number(parameters, "limit", 0));
    String tag = request.pathValue(0);
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          Set<String> texts = new TreeSet<>();
          for (TagValues.TagValue value :
              engine.tagValuesByName(querier, tag, range, limit, context).values()) {
            texts.add(value.value());
          }
          JsonOutput json = new JsonOutput().beginObject().name("tagValues").strings(texts);
          return listMetrics(json, context);
        });
  }

  private Answer typedTagValues(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = range(parameters);
    int limit = Math.max(0, TempoParameters.number(parameters, "limit", 0));
    String tag = request.pathValue(0);
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          JsonOutput json = new JsonOutput().beginObject().name("tagValues").beginArray();
          for (TagValues.TagValue value :
              engine.tagValues(querier, tag, parameters.get("q"), range, limit, context).values()) {
            json.beginObject().field("type", value.type());
            json.field("value", value.value()).endObject();
          }
          return listMetrics(json.endArray(), context);
        });
  }

  private static String metricsQuery(Parameters parameters) {
    String query = parameters.get("q");
    return query.isEmpty() ? parameters.get("query") : query;
  }

  private Answer metricsRange(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range =
        TempoParameters.metricsRange(parameters, now(), settings.get().maxMetricsNanos());
    long step = TempoParameters.step(parameters, range);
    int exemplars = lenientNumber(parameters.get("exemplars"));
    String query = metricsQuery(parameters);
    QueryContext context = settings.get().context();
    return run(
        context,
        () ->
            SearchJson.range(
                engine.metricsRange(querier, query, range, step, exemplars, context),
                context.statistics().bytesScanned().sum()));
  }

  private static int lenientNumber(String text) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Answer metricsInstant(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range =
        TempoParameters.metricsRange(parameters, now(), settings.get().maxMetricsNanos());
    String query = metricsQuery(parameters);
    QueryContext context = settings.get().context();
    return run(
        context,
        () ->
            SearchJson.instant(
                engine.metricsInstant(querier, query, range, context),
                context.statistics().bytesScanned().sum()));
  }

  private Answer buildInfo() {
    JsonOutput json = new JsonOutput().beginObject();
    build.forEach(json::field);
    return Answer.json(json.endObject());
  }
}
