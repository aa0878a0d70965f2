package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.LogVolume;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.parser.LogqlParser;
import io.trivet.logs.logql.parser.QueryFormatter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Labels, values, series, sizes and the formatter of Loki.
public final class LokiSeriesEndpoints {
  /// Window of labels, values and series when no start is given.
  private static final long LISTING_WINDOW = 6 * LokiParameters.HOUR;

  private static final String PAST =
      "this data is no longer available, it is past now - max_query_lookback (0s)";
  private static final String ORDER = "end timestamp must not be before or equal to start time";

  private final LogQuerier querier;
  private final QueryPool pool;
  private final Supplier<LokiSettings> settings;
  private final Map<String, String> build;
  private final InstantSource clock;

  /// @param build fields of `status/buildinfo`
  public LokiSeriesEndpoints(
      LogQuerier querier,
      QueryPool pool,
      Supplier<LokiSettings> settings,
      Map<String, String> build,
      InstantSource clock) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.build = new TreeMap<>(build);
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(LokiErrors.ERRORS);
    router.getAndPost("/loki/api/v1/labels", this::labels);
    router.getAndPost("/loki/api/v1/label", this::labels);
    router.getAndPost("/loki/api/v1/label/{name}/values", this::values);
    router.getAndPost("/loki/api/v1/series", this::series);
    router.getAndPost("/loki/api/v1/index/stats", this::stats);
    router.getAndPost(
        "/loki/api/v1/index/volume", new VolumeEndpoint(querier, pool, settings, clock));
    router.getAndPost("/loki/api/v1/format_query", LokiSeriesEndpoints::format);
    router.get("/loki/api/v1/status/buildinfo", request -> buildInfo());
    router.get("/loki/api/v1/drilldown-limits", request -> drilldownLimits());
    router.get("/loki/api/v1/rules", request -> Answer.text(404, "no rule groups found\n"));
    for (String list : new String[] {"rules", "alerts"}) {
      String member = list.equals("rules") ? "groups" : "alerts";
      router.get("/prometheus/api/v1/" + list, request -> emptyRules(member));
      router.get("/api/prom/api/v1/" + list, request -> emptyRules(member));
    }
  }

  private Answer run(QueryContext context, Callable<JsonOutput> work) {
    return pool.run(context, () -> Answer.json(200, Answer.JSON_UTF8, work.call().newline()));
  }

  private TimeRange listing(Parameters parameters) {
    LokiParameters.Range range =
        LokiParameters.range(parameters, LokiQueryEndpoints.nanos(clock), LISTING_WINDOW, PAST);
    return new TimeRange(range.start(), range.end());
  }

  private static List<List<LabelMatcher>> optionalSelector(Parameters parameters) {
    String query = parameters.get("query");
    return query.isEmpty() ? List.of() : List.of(LokiParameters.selector(query));
  }

  private Answer labels(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = listing(parameters);
    List<List<LabelMatcher>> selectors = optionalSelector(parameters);
    QueryContext context = settings.get().context();
    return run(context, () -> list(querier.labelNames(context, selectors, range)));
  }

  private Answer values(Request request) {
    Parameters parameters = request.parameters();
    String name = request.pathValue(0);
    TimeRange range = listing(parameters);
    List<List<LabelMatcher>> selectors = optionalSelector(parameters);
    QueryContext context = settings.get().context();
    return run(context, () -> list(querier.labelValues(context, name, selectors, range)));
  }

  /// An empty list is left out.
  private static JsonOutput list(List<String> values) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success");
    if (!values.isEmpty()) {
      json.name("data").strings(values);
    }
    return json.endObject();
  }

  private Answer series(Request request) {
    Parameters parameters = request.parameters();
    TimeRange range = listing(parameters);
    List<String> texts = new ArrayList<>(parameters.all("match"));
    texts.addAll(parameters.all("match[]"));
    List<List<LabelMatcher>> selectors = new ArrayList<>();
    if (texts.size() == 1 && LokiParameters.plainSelector(texts.getFirst()).isEmpty()) {
      texts.clear();
    }
    for (String text : texts) {
      if (LokiParameters.plainSelector(text).isEmpty()) {
        throw LokiErrors.bad("0 matchers in group: " + text);
      }
      selectors.add(LokiParameters.selector(text));
    }
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          JsonOutput json = new JsonOutput().beginObject().field("status", "success");
          json.name("data").beginArray();
          for (Labels labels : querier.series(context, selectors, range)) {
            json.labels(labels);
          }
          return json.endArray().endObject();
        });
  }

  private Answer stats(Request request) {
    Parameters parameters = request.parameters();
    LokiParameters.Range range =
        LokiParameters.range(
            parameters, LokiQueryEndpoints.nanos(clock), LokiParameters.HOUR, ORDER);
    List<LabelMatcher> matchers = LokiParameters.selector(parameters.get("query"));
    QueryContext context = settings.get().context();
    return run(
        context,
        () -> {
          LogVolume volume =
              querier.volume(context, matchers, new TimeRange(range.start(), range.end()));
          return new JsonOutput()
              .beginObject()
              .field("streams", volume.streams())
              .field("chunks", volume.chunks())
              .field("bytes", volume.bytes())
              .field("entries", volume.entries())
              .endObject();
        });
  }

  private static Answer format(Request request) {
    JsonOutput json = new JsonOutput().beginObject();
    try {
      Expr expr = LogqlParser.parse(request.parameters().get("query"));
      json.field("status", "success").field("data", QueryFormatter.format(expr));
      return Answer.json(200, Answer.JSON_UTF8, json.endObject().newline());
    } catch (QueryParseException e) {
      json.field("status", "invalid-query").field("error", LokiErrors.parse(e).reason());
      return Answer.json(400, Answer.JSON_UTF8, json.endObject().newline());
    }
  }

  private Answer buildInfo() {
    JsonOutput json = new JsonOutput().beginObject();
    build.forEach(json::field);
    return Answer.json(200, Answer.JSON_UTF8, json.endObject().newline());
  }

  private Answer drilldownLimits() {
    JsonOutput json = new JsonOutput().beginObject().name("limits").beginObject();
    json.name("discover_log_levels").bool(true);
    json.name("discover_service_name").strings(List.of("service", "app", "job"));
    json.name("log_level_fields").strings(Level.FIELDS);
    json.field("max_entries_limit_per_query", settings.get().maxEntries());
    json.field("query_timeout", settings.get().timeoutMillis() / 1000 + "s");
    json.name("volume_enabled").bool(true).field("volume_max_series", VolumeEndpoint.MAX_SERIES);
    json.endObject().name("pattern_ingester_enabled").bool(false);
    json.field("version", build.getOrDefault("version", ""));
    return Answer.json(200, Answer.JSON_UTF8, json.endObject().newline());
  }

  private static Answer emptyRules(String member) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success");
    json.name("data").beginObject().name(member).beginArray().endArray().endObject();
    json.field("errorType", "").field("error", "").endObject();
    return Answer.json(200, Answer.JSON, json);
  }
}
