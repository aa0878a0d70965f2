package io.trivet.traces.traceql;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.Ids;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.MetricsResult;
import io.trivet.traces.traceql.result.MetricsSample;
import io.trivet.traces.traceql.result.MetricsSeries;
import io.trivet.traces.traceql.result.NamedValue;
import io.trivet.traces.traceql.result.SearchResult;
import io.trivet.traces.traceql.result.SpanMatch;
import io.trivet.traces.traceql.result.SpansetMatch;
import io.trivet.traces.traceql.result.TraceMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Recorded answers and our results in one comparable form. Spans, spansets and attributes are
/// sorted, since their order is free.
final class GoldenJson {
  private GoldenJson() {}

  static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static final String ATTRIBUTES = "traces.*.spanSets.*.spans.*.attributes";

  static List<Object> traces(SearchResult result, Set<String> ignored) {
    boolean withAttributes = !ignored.contains(ATTRIBUTES);
    List<Object> traces = new ArrayList<>();
    for (TraceMatch trace : result.traces()) {
      Map<String, Object> shown = new TreeMap<>();
      shown.put("traceID", Ids.trace(trace.traceIdHigh(), trace.traceIdLow()));
      shown.put("service", trace.rootServiceName());
      shown.put("name", trace.rootName());
      shown.put("start", trace.startNanos());
      shown.put("ms", trace.durationMs());
      Map<String, String> services = new TreeMap<>();
      trace
          .services()
          .forEach((name, count) -> services.put(name, count.spans() + "/" + count.errors()));
      shown.put("services", services);
      List<String> sets = new ArrayList<>();
      for (SpansetMatch set : trace.spansets()) {
        List<String> spans = new ArrayList<>();
        for (SpanMatch span : set.spans()) {
          spans.add(
              Ids.span(span.spanId())
                  + " "
                  + (span.name() == null ? "" : span.name())
                  + " "
                  + span.startNanos()
                  + " "
                  + span.durationNanos()
                  + (withAttributes ? attributes(span.attributes()) : ""));
        }
        spans.sort(null);
        sets.add(attributes(set.attributes()) + " " + set.matched() + " " + spans);
      }
      sets.sort(null);
      shown.put("sets", sets);
      traces.add(shown);
    }
    return traces;
  }

  private static String attributes(List<NamedValue> attributes) {
    List<String> texts = new ArrayList<>();
    for (NamedValue attribute : attributes) {
      texts.add(attribute.key() + "=" + text(attribute.value()));
    }
    texts.sort(null);
    return texts.toString();
  }

  static String text(Value value) {
    return switch (value) {
      case Value.Int number -> "int:" + number.value();
      case Value.Real number -> "float:" + number.value();
      case Value.Bool bool -> "bool:" + bool.value();
      case Value.Array array -> "array:" + array.elements().stream().map(GoldenJson::text).toList();
      case Value.Text _, Value.Duration _, Value.Status _, Value.Kind _, Value.Nil _ ->
          "text:" + value.text();
    };
  }

  static List<Object> traces(JsonNode answer, Set<String> ignored) {
    boolean withAttributes = !ignored.contains(ATTRIBUTES);
    List<Object> traces = new ArrayList<>();
    for (JsonNode trace : answer) {
      Map<String, Object> shown = new TreeMap<>();
      String id = trace.get("traceID").asText();
      shown.put("traceID", "0".repeat(32 - id.length()) + id);
      shown.put("service", trace.path("rootServiceName").asText(""));
      shown.put("name", trace.path("rootTraceName").asText(""));
      shown.put("start", trace.path("startTimeUnixNano").asLong());
      shown.put("ms", trace.path("durationMs").asLong());
      Map<String, String> services = new TreeMap<>();
      trace
          .path("serviceStats")
          .fields()
          .forEachRemaining(field ->
              services.put(
                  field.getKey(),
                  field.getValue().path("spanCount").asInt()
                      + "/"
                      + field.getValue().path("errorCount").asInt()));
      shown.put("services", services);
      List<String> sets = new ArrayList<>();
      for (JsonNode set : trace.path("spanSets")) {
        List<String> spans = new ArrayList<>();
        for (JsonNode span : set.path("spans")) {
          spans.add(
              span.get("spanID").asText()
                  + " "
                  + span.path("name").asText("")
                  + " "
                  + span.get("startTimeUnixNano").asLong()
                  + " "
                  + span.path("durationNanos").asLong()
                  + (withAttributes ? attributes(span.path("attributes")) : ""));
        }
        spans.sort(null);
        sets.add(
            attributes(set.path("attributes")) + " " + set.path("matched").asInt() + " " + spans);
      }
      sets.sort(null);
      shown.put("sets", sets);
      traces.add(shown);
    }
    return traces;
  }

  private static String attributes(JsonNode attributes) {
    List<String> texts = new ArrayList<>();
    for (JsonNode attribute : attributes) {
      texts.add(attribute.get("key").asText() + "=" + text(attribute.get("value")));
    }
    texts.sort(null);
    return texts.toString();
  }

  static String text(JsonNode value) {
    if (value.has("intValue")) {
      return "int:" + value.get("intValue").asText();
    }
    if (value.has("doubleValue")) {
      return "float:" + value.get("doubleValue").asDouble();
    }
    if (value.has("boolValue")) {
      return "bool:" + value.get("boolValue").asBoolean();
    }
    if (value.has("arrayValue")) {
      List<String> elements = new ArrayList<>();
      value.get("arrayValue").path("values").forEach(element -> elements.add(text(element)));
      return "array:" + elements;
    }
    return "text:" + value.path("stringValue").asText("");
  }

  static List<String> series(MetricsResult result, boolean instant, boolean withExemplars) {
    List<String> texts = new ArrayList<>();
    for (MetricsSeries series : result.series()) {
      List<String> samples = new ArrayList<>();
      for (MetricsSample sample : series.samples()) {
        samples.add((instant ? 0 : sample.timestampMs()) + ":" + round(sample.value()));
      }
      List<String> exemplars = new ArrayList<>();
      for (MetricsExemplar exemplar : series.exemplars()) {
        exemplars.add(
            attributes(exemplar.labels()) + exemplar.timestampMs() + ":" + round(exemplar.value()));
      }
      texts.add(attributes(series.labels()) + samples + (withExemplars ? exemplars : ""));
    }
    texts.sort(null);
    return texts;
  }

  static List<String> series(JsonNode answer, boolean withExemplars) {
    List<String> texts = new ArrayList<>();
    for (JsonNode series : answer.path("series")) {
      List<String> samples = new ArrayList<>();
      for (JsonNode sample : series.path("samples")) {
        samples.add(
            sample.path("timestampMs").asLong() + ":" + round(sample.path("value").asDouble()));
      }
      if (!series.has("samples")) {
        samples.add("0:" + round(series.path("value").asDouble()));
      }
      List<String> exemplars = new ArrayList<>();
      for (JsonNode exemplar : series.path("exemplars")) {
        exemplars.add(
            attributes(exemplar.path("labels"))
                + exemplar.path("timestampMs").asLong()
                + ":"
                + round(exemplar.path("value").asDouble()));
      }
      texts.add(attributes(series.path("labels")) + samples + (withExemplars ? exemplars : ""));
    }
    texts.sort(null);
    return texts;
  }

  private static String round(double value) {
    return String.format("%.9g", value);
  }
}
