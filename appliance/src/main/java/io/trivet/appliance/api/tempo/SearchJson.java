package io.trivet.appliance.api.tempo;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.MetricsResult;
import io.trivet.traces.traceql.result.MetricsSample;
import io.trivet.traces.traceql.result.MetricsSeries;
import io.trivet.traces.traceql.result.NamedValue;
import io.trivet.traces.traceql.result.SearchResult;
import io.trivet.traces.traceql.result.SpanMatch;
import io.trivet.traces.traceql.result.SpansetMatch;
import io.trivet.traces.traceql.result.TraceMatch;
import java.util.List;

/// Results of TraceQL in the JSON of the search and metrics API: 64-bit integers as texts, zeros
/// and empty texts left out.
final class SearchJson {
  private SearchJson() {}

  static JsonOutput search(SearchResult result, long bytes) {
    JsonOutput json = new JsonOutput().beginObject().name("traces").beginArray();
    result.traces().forEach(trace -> trace(json, trace));
    json.endArray();
    metrics(json, result.inspectedTraces(), result.inspectedSpans(), bytes);
    return json.endObject();
  }

  private static void trace(JsonOutput json, TraceMatch trace) {
    json.beginObject();
    text(json, "traceID", traceId(trace.traceIdHigh(), trace.traceIdLow()));
    text(json, "rootServiceName", trace.rootServiceName());
    text(json, "rootTraceName", trace.rootName());
    nanos(json, "startTimeUnixNano", trace.startNanos());
    if (trace.durationMs() != 0) {
      json.field("durationMs", trace.durationMs());
    }
    if (!trace.spansets().isEmpty()) {
      spanset(json.name("spanSet"), trace.spansets().getFirst());
      json.name("spanSets").beginArray();
      trace.spansets().forEach(spanset -> spanset(json, spanset));
      json.endArray();
    }
    if (!trace.services().isEmpty()) {
      json.name("serviceStats").beginObject();
      trace
          .services()
          .forEach((service, count) -> {
            json.name(service).beginObject();
            number(json, "spanCount", count.spans());
            number(json, "errorCount", count.errors());
            json.endObject();
          });
      json.endObject();
    }
    json.endObject();
  }

  /// Hexadecimal digits without leading zeros.
  private static String traceId(long high, long low) {
    return high == 0
        ? low == 0 ? "" : Long.toHexString(low)
        : Long.toHexString(high) + String.format("%016x", low);
  }

  private static void spanset(JsonOutput json, SpansetMatch spanset) {
    json.beginObject();
    if (!spanset.spans().isEmpty()) {
      json.name("spans").beginArray();
      spanset.spans().forEach(span -> span(json, span));
      json.endArray();
    }
    number(json, "matched", spanset.matched());
    attributes(json, "attributes", spanset.attributes());
    json.endObject();
  }

  private static void span(JsonOutput json, SpanMatch span) {
    json.beginObject().field("spanID", String.format("%016x", span.spanId()));
    String name = span.name();
    if (name != null) {
      text(json, "name", name);
    }
    nanos(json, "startTimeUnixNano", span.startNanos());
    nanos(json, "durationNanos", span.durationNanos());
    attributes(json, "attributes", span.attributes());
    json.endObject();
  }

  private static void attributes(JsonOutput json, String name, List<NamedValue> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    json.name(name).beginArray();
    for (NamedValue attribute : attributes) {
      json.beginObject().field("key", attribute.key()).name("value");
      value(json, attribute.value());
      json.endObject();
    }
    json.endArray();
  }

  private static void value(JsonOutput json, Value value) {
    json.beginObject();
    switch (value) {
      case Value.Int(long number) -> json.name("intValue").numberInString(number);
      case Value.Real(double number) -> TraceJson.number(json.name("doubleValue"), number);
      case Value.Bool(boolean bool) -> json.name("boolValue").bool(bool);
      case Value.Array(List<Value> elements) -> {
        json.name("arrayValue").beginObject().name("values").beginArray();
        elements.forEach(element -> value(json, element));
        json.endArray().endObject();
      }
      case Value.Nil _, Value.Text _, Value.Duration _, Value.Status _, Value.Kind _ ->
          json.field("stringValue", value.text());
    }
    json.endObject();
  }

  static void metrics(JsonOutput json, long traces, long spans, long bytes) {
    json.name("metrics").beginObject();
    number(json, "inspectedTraces", traces);
    nanos(json, "inspectedBytes", bytes);
    json.field("completedJobs", 1).field("totalJobs", 1);
    nanos(json, "inspectedSpans", spans);
    json.endObject();
  }

  static JsonOutput range(MetricsResult result, long bytes) {
    JsonOutput json = new JsonOutput().beginObject().name("series").beginArray();
    for (MetricsSeries series : result.series()) {
      json.beginObject();
      attributes(json, "labels", series.labels());
      json.name("samples").beginArray();
      for (MetricsSample sample : series.samples()) {
        json.beginObject().name("timestampMs").numberInString(sample.timestampMs());
        nonZero(json, sample.value());
        json.endObject();
      }
      json.endArray();
      exemplars(json, series.exemplars());
      json.endObject();
    }
    json.endArray();
    metrics(json, result.inspectedTraces(), result.inspectedSpans(), bytes);
    partial(json, result);
    return json.endObject();
  }

  private static void exemplars(JsonOutput json, List<MetricsExemplar> exemplars) {
    if (exemplars.isEmpty()) {
      return;
    }
    json.name("exemplars").beginArray();
    for (MetricsExemplar exemplar : exemplars) {
      json.beginObject();
      attributes(json, "labels", exemplar.labels());
      nonZero(json, exemplar.value());
      json.name("timestampMs").numberInString(exemplar.timestampMs()).endObject();
    }
    json.endArray();
  }

  static JsonOutput instant(MetricsResult result, long bytes) {
    JsonOutput json = new JsonOutput().beginObject();
    if (!result.series().isEmpty()) {
      json.name("series").beginArray();
      for (MetricsSeries series : result.series()) {
        json.beginObject();
        attributes(json, "labels", series.labels());
        series.samples().stream().limit(1).forEach(sample -> nonZero(json, sample.value()));
        json.endObject();
      }
      json.endArray();
    }
    metrics(json, result.inspectedTraces(), result.inspectedSpans(), bytes);
    partial(json, result);
    return json.endObject();
  }

  private static void partial(JsonOutput json, MetricsResult result) {
    if (result.truncated()) {
      json.field("status", "PARTIAL");
      json.field(
          "message",
          "Response exceeds maximum series limit of "
              + result.series().size()
              + ", a partial response is returned. Warning: the accuracy of each individual value"
              + " is not guaranteed.");
    }
  }

  private static void nonZero(JsonOutput json, double value) {
    if (value != 0) {
      TraceJson.number(json.name("value"), value);
    }
  }

  private static void text(JsonOutput json, String name, String value) {
    if (!value.isEmpty()) {
      json.field(name, value);
    }
  }

  private static void number(JsonOutput json, String name, long value) {
    if (value != 0) {
      json.field(name, value);
    }
  }

  private static void nanos(JsonOutput json, String name, long value) {
    if (value != 0) {
      json.name(name).numberInString(value);
    }
  }
}
