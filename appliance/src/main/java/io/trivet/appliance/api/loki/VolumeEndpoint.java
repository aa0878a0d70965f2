package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.LogQuerier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// `index/volume`: bytes of log lines by labels.
final class VolumeEndpoint implements Endpoint {
  static final int MAX_SERIES = 5000;
  private static final int DEFAULT_LIMIT = 100;

  private final LogQuerier querier;
  private final QueryPool pool;
  private final Supplier<LokiSettings> settings;
  private final InstantSource clock;

  VolumeEndpoint(
      LogQuerier querier, QueryPool pool, Supplier<LokiSettings> settings, InstantSource clock) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Answer handle(Request request) {
    Parameters parameters = request.parameters();
    LokiParameters.Range times =
        LokiParameters.range(
            parameters,
            LokiQueryEndpoints.nanos(clock),
            LokiParameters.HOUR,
            "end timestamp must not be before or equal to start time");
    List<LabelMatcher> matchers =
        new ArrayList<>(LokiParameters.plainSelector(parameters.get("query")));
    Set<String> targets = new TreeSet<>();
    for (String target : parameters.get("targetLabels").split(",", 1000)) {
      if (!target.isBlank()) {
        targets.add(target.trim());
      }
    }
    String by = parameters.get("aggregateBy");
    if (!by.isEmpty() && !by.equals("series") && !by.equals("labels")) {
      throw LokiErrors.bad("invalid aggregation option");
    }
    boolean byLabels = by.equals("labels");
    int limit =
        parameters.get("limit").equals("0")
            ? DEFAULT_LIMIT
            : LokiParameters.limit(parameters, DEFAULT_LIMIT, 0);
    TimeRange range = new TimeRange(times.start(), times.end());
    QueryContext context = settings.get().context();
    return pool.run(
        context,
        () -> {
          Map<Labels, Long> bytes = sizes(context, matchers, targets, byLabels, range);
          return Answer.json(200, Answer.JSON_UTF8, vector(bytes, limit, range.max()));
        });
  }

  private Map<Labels, Long> sizes(
      QueryContext context,
      List<LabelMatcher> matchers,
      Set<String> targets,
      boolean byLabels,
      TimeRange range) {
    Set<String> names = new TreeSet<>(targets);
    if (names.isEmpty() && !byLabels) {
      matchers.forEach(matcher -> names.add(matcher.name()));
    }
    if (!byLabels) {
      for (String target : targets) {
        if (matchers.stream().noneMatch(matcher -> matcher.name().equals(target))) {
          matchers.add(LabelMatcher.of(target, LabelMatcher.Op.MATCHES, ".+"));
        }
      }
    }
    Map<Labels, Long> bytes = new HashMap<>();
    List<Labels> streams = querier.series(context, List.of(matchers), range);
    Set<String> known = new TreeSet<>();
    streams.forEach(stream -> stream.forEach((name, value) -> known.add(name)));
    for (Labels stream : streams) {
      context.check();
      long size = querier.volume(context, exactly(stream, known), range).bytes();
      if (byLabels) {
        stream.forEach((name, value) -> {
          if (targets.isEmpty() || targets.contains(name)) {
            bytes.merge(Labels.ofSorted(new String[] {name, ""}), size, Long::sum);
          }
        });
      } else {
        bytes.merge(names.isEmpty() ? stream : stream.keep(names), size, Long::sum);
      }
    }
    return bytes;
  }

  /// Conditions which no other stream satisfies: labels it has not are empty.
  private static List<LabelMatcher> exactly(Labels stream, Set<String> known) {
    return known.stream().map(name -> LabelMatcher.equal(name, stream.get(name))).toList();
  }

  private static JsonOutput vector(Map<Labels, Long> bytes, int limit, long endNanos) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success");
    json.name("data").beginObject().field("resultType", "vector").name("result").beginArray();
    bytes.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Labels, Long>>comparingLong(entry -> -entry.getValue())
                .thenComparing(entry -> entry.getKey().toString()))
        .limit(Math.min(limit, MAX_SERIES))
        .forEach(entry -> {
          json.beginObject().name("metric").labels(entry.getKey()).name("value").beginArray();
          json.seconds(endNanos / 1_000_000).numberInString(entry.getValue());
          json.endArray().endObject();
        });
    return json.endArray().endObject().endObject().newline();
  }
}
