package io.trivet.traces.traceql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.testkit.SharedFolder;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the recorded cases of Tempo: spans as OTLP JSON, times relative to a base.
final class GoldenData {
  static final long BASE_SECONDS = 472_222L * 3600;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TOKEN = Pattern.compile("\\{\\{(s|ms|us|ns):(-?[0-9.]+)}}");

  private GoldenData() {}

  static JsonNode group(String name) throws IOException {
    return JSON.readTree(
        expand(Files.readString(SharedFolder.conformance("golden/tempo/" + name + ".json"))));
  }

  private static String expand(String text) {
    Matcher matcher = TOKEN.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      int digits =
          switch (matcher.group(1)) {
            case "s" -> 0;
            case "ms" -> 3;
            case "us" -> 6;
            default -> 9;
          };
      BigDecimal at = BigDecimal.valueOf(BASE_SECONDS).add(new BigDecimal(matcher.group(2)));
      BigDecimal scaled = at.movePointRight(digits).stripTrailingZeros();
      matcher.appendReplacement(out, scaled.toPlainString());
    }
    return matcher.appendTail(out).toString();
  }

  static List<TestSpan> spans() throws IOException {
    List<TestSpan> spans = new ArrayList<>();
    for (JsonNode load : group("01_trace_by_id").get("load")) {
      for (JsonNode resourceSpans : load.get("body").get("resourceSpans")) {
        Map<String, Object> resource = attributes(resourceSpans.path("resource"));
        for (JsonNode scopeSpans : resourceSpans.get("scopeSpans")) {
          JsonNode scope = scopeSpans.path("scope");
          for (JsonNode span : scopeSpans.get("spans")) {
            spans.add(span(span, resource, scope));
          }
        }
      }
    }
    return spans;
  }

  private static TestSpan span(JsonNode span, Map<String, Object> resource, JsonNode scope) {
    String trace =
        "0".repeat(32 - span.get("traceId").asText().length()) + span.get("traceId").asText();
    List<SpanEvent> events = new ArrayList<>();
    for (JsonNode event : span.path("events")) {
      events.add(
          new SpanEvent(
              event.path("timeUnixNano").asLong(), event.path("name").asText(), attributes(event)));
    }
    List<SpanLink> links = new ArrayList<>();
    for (JsonNode link : span.path("links")) {
      String id = link.path("traceId").asText();
      links.add(
          new SpanLink(
              hex(id.substring(0, 16)),
              hex(id.substring(16)),
              hex(link.path("spanId").asText()),
              attributes(link)));
    }
    return new TestSpan(
        hex(trace.substring(0, 16)),
        hex(trace.substring(16)),
        hex(span.get("spanId").asText()),
        hex(span.path("parentSpanId").asText()),
        span.get("startTimeUnixNano").asLong(),
        span.get("endTimeUnixNano").asLong(),
        span.path("kind").asInt(),
        span.path("status").path("code").asInt(),
        span.path("status").path("message").asText(""),
        span.path("name").asText(),
        scope.path("name").asText(""),
        scope.path("version").asText(""),
        attributes(span),
        resource,
        attributes(scope),
        events,
        links);
  }

  private static long hex(String text) {
    return text.isEmpty() ? 0 : Long.parseUnsignedLong(text, 16);
  }

  private static Map<String, Object> attributes(JsonNode of) {
    Map<String, Object> attributes = new HashMap<>();
    for (JsonNode attribute : of.path("attributes")) {
      Object value = value(attribute.path("value"));
      if (value != null) {
        attributes.putIfAbsent(attribute.get("key").asText(), value);
      }
    }
    return attributes;
  }

  private static @org.jspecify.annotations.Nullable Object value(JsonNode value) {
    if (value.has("stringValue")) {
      return value.get("stringValue").asText();
    }
    if (value.has("intValue")) {
      return value.get("intValue").asLong();
    }
    if (value.has("doubleValue")) {
      return value.get("doubleValue").asDouble();
    }
    if (value.has("boolValue")) {
      return value.get("boolValue").asBoolean();
    }
    if (value.has("bytesValue")) {
      return Base64.getDecoder().decode(value.get("bytesValue").asText());
    }
    if (value.has("arrayValue")) {
      List<Object> elements = new ArrayList<>();
      for (JsonNode element : value.get("arrayValue").path("values")) {
        Object inner = value(element);
        elements.add(inner == null ? element : inner);
      }
      return elements;
    }
    return value;
  }
}
