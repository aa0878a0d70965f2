package io.trivet.traces.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.traceql.result.MetricsResult;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What a real Tempo answered to searches over the same spans.
final class TraceqlGoldenTest {
  /// Where we differ on purpose, with the reason.
  private static final Map<String, String> DEVIATIONS =
      Map.of(
          "cut attribute", "long attributes are cut by the store, not here",
          "cut attribute, original length", "long attributes are cut by the store, not here",
          "power is folded", "Tempo swaps the sides of ^ for integers",
          "select: then filter", "select() hides the attribute from later filters",
          "select: first stage of a query", "select() hides the attribute from later filters",
          "aggregate on mixed numbers", "the sum of Tempo overflows",
          "nestedSet of a shared span id", "two roots are numbered by start time here");

  private static final Map<String, String> METRICS_DEVIATIONS =
      Map.of(
          "filter: root idiom", "Tempo adds series of zeros for spans before the first interval",
          "hint: extrapolate", "the columns do not carry the sampling weight of a span",
          "hint: extrapolate sum", "as above",
          "hint: extrapolate rate by name", "as above",
          "hint: extrapolate histogram", "as above");

  private static final Map<String, String> TAGS_DEVIATIONS =
      Map.of(
          "v2 with q: one service", "tags of every scope, not of the resource only",
          "v2 with q: nothing matches", "no spans have no tags, not even service.name",
          "v2: span.text", "long attributes are cut by the store, not here",
          "v2: q: status message", "the empty message is a value with a filter as without",
          "v2: q: nil condition", "conditions with nil filter as well");

  private final TraceqlEngine engine = new TraceqlEngine(TraceqlOptions.DEFAULT, Runnable::run, 2);

  @TestFactory
  Stream<DynamicTest> searches() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    MemoryStore store = new MemoryStore(GoldenData.spans(), 3);
    for (String group :
        List.of(
            "02_search_intrinsics",
            "03_search_attributes",
            "04_search_arithmetic_and_types",
            "05_search_structural",
            "06_search_pipelines",
            "13_errors")) {
      for (JsonNode one : GoldenData.group(group).get("cases")) {
        JsonNode request = one.get("request");
        Map<String, String> parameters = new HashMap<>();
        request.path("params").forEach(p -> parameters.put(p.get(0).asText(), p.get(1).asText()));
        String name = one.get("name").asText();
        if (request.get("path").asText().equals("/api/search")
            && parameters.containsKey("q")
            && !parameters.get("q").isEmpty()
            && !DEVIATIONS.containsKey(name)) {
          tests.add(
              DynamicTest.dynamicTest(
                  group + ": " + (name.length() > 150 ? name.substring(0, 150) : name),
                  () -> search(store, one, parameters)));
        }
      }
    }
    return tests.stream();
  }

  private void search(MemoryStore store, JsonNode one, Map<String, String> parameters) {
    TimeRange range =
        new TimeRange(
            Long.parseLong(parameters.getOrDefault("start", "0")) * 1_000_000_000,
            Long.parseLong(parameters.getOrDefault("end", "4000000000")) * 1_000_000_000);
    int limit = Integer.parseInt(parameters.getOrDefault("limit", "20"));
    int spans = Integer.parseInt(parameters.getOrDefault("spss", "3"));
    String query = Objects.requireNonNull(parameters.get("q"));
    if (one.get("status").asInt() != 200) {
      assertThatThrownBy(
              () -> engine.search(store, query, range, limit, spans, QueryContext.unbounded()))
          .isInstanceOf(TrivetException.class);
      return;
    }
    Set<String> ignored = GoldenJson.texts(one.path("ignore"));
    List<Object> answer =
        GoldenJson.traces(
            engine.search(store, query, range, limit, spans, QueryContext.unbounded()), ignored);
    if (!ignored.contains("traces")) {
      assertThat(answer).isEqualTo(GoldenJson.traces(one.get("answer").path("traces"), ignored));
    }
  }

  @TestFactory
  Stream<DynamicTest> metrics() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    MemoryStore store = new MemoryStore(GoldenData.spans(), 3);
    for (String group : List.of("10_metrics_range", "11_metrics_instant")) {
      for (JsonNode one : GoldenData.group(group).get("cases")) {
        Map<String, String> parameters = new HashMap<>();
        one.get("request")
            .path("params")
            .forEach(p -> parameters.put(p.get(0).asText(), p.get(1).asText()));
        String query = parameters.getOrDefault("q", parameters.getOrDefault("query", ""));
        boolean plain =
            parameters.getOrDefault("start", "").matches("[0-9]{10}")
                && parameters.getOrDefault("end", "").matches("[0-9]{10}")
                && parameters
                    .getOrDefault("step", group.endsWith("instant") ? "1s" : "")
                    .matches("[0-9]+s");
        String name = one.get("name").asText();
        if (plain && one.get("status").asInt() == 200 && !METRICS_DEVIATIONS.containsKey(name)) {
          tests.add(
              DynamicTest.dynamicTest(
                  group + ": " + name, () -> metrics(store, query, one, parameters)));
        }
      }
    }
    return tests.stream();
  }

  private void metrics(
      MemoryStore store, String query, JsonNode one, Map<String, String> parameters) {
    TimeRange range =
        new TimeRange(
            Long.parseLong(parameters.get("start")) * 1_000_000_000,
            Long.parseLong(parameters.get("end")) * 1_000_000_000);
    String step = parameters.get("step");
    int exemplars =
        parameters.getOrDefault("exemplars", "").matches("[0-9]+")
            ? Integer.parseInt(parameters.get("exemplars"))
            : 0;
    MetricsResult result =
        step == null
            ? engine.metricsInstant(store, query, range, QueryContext.unbounded())
            : engine.metricsRange(
                store,
                query,
                range,
                Long.parseLong(step.substring(0, step.length() - 1)) * 1_000_000_000,
                exemplars,
                QueryContext.unbounded());
    boolean withExemplars = exemplars > 0;
    assertThat(GoldenJson.series(result, step == null, withExemplars))
        .isEqualTo(GoldenJson.series(one.get("answer"), withExemplars));
  }

  @TestFactory
  Stream<DynamicTest> tags() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    MemoryStore store = new MemoryStore(GoldenData.spans(), 3);
    for (String group : List.of("08_tags", "09_tag_values")) {
      for (JsonNode one : GoldenData.group(group).get("cases")) {
        Map<String, String> parameters = new HashMap<>();
        JsonNode request = one.get("request");
        request.path("params").forEach(p -> parameters.put(p.get(0).asText(), p.get(1).asText()));
        String path = URLDecoder.decode(request.get("path").asText(), StandardCharsets.UTF_8);
        JsonNode answer = one.path("answer");
        String name = one.get("name").asText();
        if (path.startsWith("/api/v2/search/tag")
            && (answer.has("scopes") || answer.has("tagValues"))
            && !TAGS_DEVIATIONS.containsKey(name)) {
          tests.add(
              DynamicTest.dynamicTest(
                  group + ": " + name, () -> tags(store, path, answer, parameters)));
        }
      }
    }
    return tests.stream();
  }

  private void tags(
      MemoryStore store, String path, JsonNode answer, Map<String, String> parameters) {
    String query = parameters.getOrDefault("q", "");
    Set<String> expected = new TreeSet<>();
    Set<String> actual = new TreeSet<>();
    if (answer.has("scopes")) {
      for (JsonNode scope : answer.get("scopes")) {
        scope
            .path("tags")
            .forEach(tag -> expected.add(scope.get("name").asText() + " " + tag.asText()));
      }
      engine
          .tagNames(
              store,
              parameters.getOrDefault("scope", ""),
              query,
              TimeRange.ALL,
              0,
              QueryContext.unbounded())
          .scopes()
          .forEach(scope -> scope.names().forEach(tag -> actual.add(scope.scope() + " " + tag)));
    } else {
      answer
          .get("tagValues")
          .forEach(value ->
              expected.add(value.path("type").asText() + " " + value.path("value").asText()));
      String tag = path.substring("/api/v2/search/tag/".length(), path.lastIndexOf("/values"));
      engine
          .tagValues(store, tag, query, TimeRange.ALL, 0, QueryContext.unbounded())
          .values()
          .forEach(value -> actual.add(value.type() + " " + value.value()));
    }
    assertThat(actual).isEqualTo(expected);
  }
}
