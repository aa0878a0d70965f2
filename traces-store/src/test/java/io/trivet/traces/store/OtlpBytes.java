package io.trivet.traces.store;

import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.otlp.AnyValues;
import java.util.List;
import java.util.Map;

/// Writes OTLP trace requests for tests, field by field.
final class OtlpBytes {
  private OtlpBytes() {}

  record TestSpan(
      String service,
      long traceHigh,
      long traceLow,
      long id,
      long parent,
      String name,
      long start,
      long end,
      int kind,
      int status,
      Map<String, Object> attributes,
      List<String> events) {}

  static byte[] request(List<TestSpan> spans) {
    BytesWriter out = new BytesWriter();
    for (TestSpan span : spans) {
      BytesWriter resource = new BytesWriter();
      attribute(resource, 1, "service.name", span.service);
      BytesWriter scope = new BytesWriter();
      scope.putByte(1 << 3 | 2);
      scope.putString("lib");
      BytesWriter scopeSpans = new BytesWriter();
      message(scopeSpans, 1, scope);
      message(scopeSpans, 2, span(span));
      BytesWriter resourceSpans = new BytesWriter();
      message(resourceSpans, 1, resource);
      message(resourceSpans, 2, scopeSpans);
      message(out, 1, resourceSpans);
    }
    return out.toByteArray();
  }

  static BytesWriter span(TestSpan span) {
    BytesWriter out = new BytesWriter();
    out.putByte(1 << 3 | 2);
    out.putByte(16);
    out.putLong(Long.reverseBytes(span.traceHigh));
    out.putLong(Long.reverseBytes(span.traceLow));
    id(out, 2, span.id);
    if (span.parent != 0) {
      id(out, 4, span.parent);
    }
    out.putByte(5 << 3 | 2);
    out.putString(span.name);
    if (span.kind != 0) {
      out.putByte(6 << 3);
      out.putVarint(span.kind);
    }
    out.putByte(7 << 3 | 1);
    out.putLong(span.start);
    out.putByte(8 << 3 | 1);
    out.putLong(span.end);
    span.attributes.forEach((key, value) -> attribute(out, 9, key, value));
    for (String name : span.events) {
      BytesWriter event = new BytesWriter();
      event.putByte(1 << 3 | 1);
      event.putLong(span.start);
      event.putByte(2 << 3 | 2);
      event.putString(name);
      attribute(event, 3, "event.attribute", name);
      message(out, 11, event);
    }
    BytesWriter status = new BytesWriter();
    if (span.status != 0) {
      status.putByte(3 << 3);
      status.putVarint(span.status);
    }
    message(out, 15, status);
    return out;
  }

  private static void id(BytesWriter out, int field, long id) {
    out.putByte(field << 3 | 2);
    out.putByte(8);
    out.putLong(Long.reverseBytes(id));
  }

  private static void attribute(BytesWriter out, int field, String key, Object value) {
    BytesWriter any = new BytesWriter();
    AnyValues.encode(value, any);
    BytesWriter pair = new BytesWriter();
    pair.putByte(1 << 3 | 2);
    pair.putString(key);
    message(pair, 2, any);
    message(out, field, pair);
  }

  static void message(BytesWriter out, int field, BytesWriter content) {
    out.putVarint(field << 3 | 2);
    out.putVarint(content.length());
    out.putBytes(content.array(), 0, content.length());
  }
}
