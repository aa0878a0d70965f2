package io.trivet.appliance.api.tempo;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.JsonOutput;
import java.util.Base64;
import java.util.List;

/// Traces in the JSON dialect of Tempo: ids and bytes in base64, enums by name, 64-bit integers as
/// texts, defaults left out; `resource`, `scope` and `status` are always there, for Grafana reads
/// them unasked.
final class TraceJson {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private TraceJson() {}

  /// The list of resources, each with its scopes and spans.
  static void resourceSpans(JsonOutput json, TracesData trace) {
    json.beginArray();
    for (ResourceSpans group : trace.getResourceSpansList()) {
      json.beginObject().name("resource");
      resource(json, group.getResource());
      json.name("scopeSpans").beginArray();
      for (ScopeSpans spans : group.getScopeSpansList()) {
        json.beginObject().name("scope");
        scope(json, spans.getScope());
        json.name("spans").beginArray();
        spans.getSpansList().forEach(span -> span(json, span));
        json.endArray();
        text(json, "schemaUrl", spans.getSchemaUrl());
        json.endObject();
      }
      json.endArray();
      text(json, "schemaUrl", group.getSchemaUrl());
      json.endObject();
    }
    json.endArray();
  }

  private static void resource(JsonOutput json, Resource resource) {
    json.beginObject();
    attributes(json, resource.getAttributesList());
    count(json, "droppedAttributesCount", resource.getDroppedAttributesCount());
    json.endObject();
  }

  private static void scope(JsonOutput json, InstrumentationScope scope) {
    json.beginObject();
    text(json, "name", scope.getName());
    text(json, "version", scope.getVersion());
    attributes(json, scope.getAttributesList());
    count(json, "droppedAttributesCount", scope.getDroppedAttributesCount());
    json.endObject();
  }

  private static void span(JsonOutput json, Span span) {
    json.beginObject();
    bytes(json, "traceId", span.getTraceId().toByteArray());
    bytes(json, "spanId", span.getSpanId().toByteArray());
    text(json, "traceState", span.getTraceState());
    bytes(json, "parentSpanId", span.getParentSpanId().toByteArray());
    count(json, "flags", span.getFlags());
    text(json, "name", span.getName());
    if (span.getKindValue() != 0) {
      json.name("kind");
      if (span.getKind() == Span.SpanKind.UNRECOGNIZED) {
        json.number(span.getKindValue());
      } else {
        json.string(span.getKind().name());
      }
    }
    nanos(json, "startTimeUnixNano", span.getStartTimeUnixNano());
    nanos(json, "endTimeUnixNano", span.getEndTimeUnixNano());
    attributes(json, span.getAttributesList());
    count(json, "droppedAttributesCount", span.getDroppedAttributesCount());
    events(json, span.getEventsList());
    count(json, "droppedEventsCount", span.getDroppedEventsCount());
    links(json, span.getLinksList());
    count(json, "droppedLinksCount", span.getDroppedLinksCount());
    json.name("status").beginObject();
    text(json, "message", span.getStatus().getMessage());
    switch (span.getStatus().getCodeValue()) {
      case 0 -> {}
      case 1 -> json.field("code", "STATUS_CODE_OK");
      case 2 -> json.field("code", "STATUS_CODE_ERROR");
      default -> json.field("code", span.getStatus().getCodeValue());
    }
    json.endObject().endObject();
  }

  private static void events(JsonOutput json, List<Span.Event> events) {
    if (events.isEmpty()) {
      return;
    }
    json.name("events").beginArray();
    for (Span.Event event : events) {
      json.beginObject();
      nanos(json, "timeUnixNano", event.getTimeUnixNano());
      text(json, "name", event.getName());
      attributes(json, event.getAttributesList());
      count(json, "droppedAttributesCount", event.getDroppedAttributesCount());
      json.endObject();
    }
    json.endArray();
  }

  private static void links(JsonOutput json, List<Span.Link> links) {
    if (links.isEmpty()) {
      return;
    }
    json.name("links").beginArray();
    for (Span.Link link : links) {
      json.beginObject();
      bytes(json, "traceId", link.getTraceId().toByteArray());
      bytes(json, "spanId", link.getSpanId().toByteArray());
      text(json, "traceState", link.getTraceState());
      attributes(json, link.getAttributesList());
      count(json, "droppedAttributesCount", link.getDroppedAttributesCount());
      count(json, "flags", link.getFlags());
      json.endObject();
    }
    json.endArray();
  }

  private static void attributes(JsonOutput json, List<KeyValue> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    json.name("attributes");
    pairs(json, attributes);
  }

  private static void pairs(JsonOutput json, List<KeyValue> attributes) {
    json.beginArray();
    for (KeyValue attribute : attributes) {
      json.beginObject();
      text(json, "key", attribute.getKey());
      if (attribute.hasValue()) {
        json.name("value");
        value(json, attribute.getValue());
      }
      json.endObject();
    }
    json.endArray();
  }

  /// Nesting is bounded by the parser of protobuf, which gives up beyond 100 levels.
  private static void value(JsonOutput json, AnyValue value) {
    json.beginObject();
    switch (value.getValueCase()) {
      case STRING_VALUE -> json.field("stringValue", value.getStringValue());
      case BOOL_VALUE -> json.name("boolValue").bool(value.getBoolValue());
      case INT_VALUE -> json.name("intValue").numberInString(value.getIntValue());
      case DOUBLE_VALUE -> {
        json.name("doubleValue");
        number(json, value.getDoubleValue());
      }
      case ARRAY_VALUE -> {
        json.name("arrayValue").beginObject();
        if (value.getArrayValue().getValuesCount() > 0) {
          json.name("values").beginArray();
          value.getArrayValue().getValuesList().forEach(element -> value(json, element));
          json.endArray();
        }
        json.endObject();
      }
      case KVLIST_VALUE -> {
        json.name("kvlistValue").beginObject();
        if (value.getKvlistValue().getValuesCount() > 0) {
          json.name("values");
          pairs(json, value.getKvlistValue().getValuesList());
        }
        json.endObject();
      }
      case BYTES_VALUE ->
          json.field("bytesValue", BASE64.encodeToString(value.getBytesValue().toByteArray()));
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> {}
    }
    json.endObject();
  }

  static void number(JsonOutput json, double value) {
    if (Double.isNaN(value)) {
      json.string("NaN");
    } else if (Double.isInfinite(value)) {
      json.string(value > 0 ? "Infinity" : "-Infinity");
    } else {
      json.raw(GoNumbers.json(value));
    }
  }

  private static void text(JsonOutput json, String name, String value) {
    if (!value.isEmpty()) {
      json.field(name, value);
    }
  }

  private static void bytes(JsonOutput json, String name, byte[] value) {
    if (value.length > 0) {
      json.field(name, BASE64.encodeToString(value));
    }
  }

  private static void count(JsonOutput json, String name, int value) {
    if (value != 0) {
      json.field(name, Integer.toUnsignedLong(value));
    }
  }

  private static void nanos(JsonOutput json, String name, long value) {
    if (value != 0) {
      json.field(name, Long.toUnsignedString(value));
    }
  }
}
