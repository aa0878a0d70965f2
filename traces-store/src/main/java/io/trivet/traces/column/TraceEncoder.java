package io.trivet.traces.column;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.otlp.SpanFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts the spans of one trace together again as an OTLP `TracesData` message: by resource, then by
/// scope, spans by their start; a span that lies in several places is given once.
public final class TraceEncoder {
  private TraceEncoder() {}

  /// Rows of the trace in one table.
  public record Slice(StoredSpans table, int[] rows) {}

  private record Place(StoredSpans table, int row) {}

  private record Key(long spanId, long start, int kind) {}

  public static byte[] encode(long idHigh, long idLow, List<Slice> slices) {
    List<Place> places = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    for (Slice slice : slices) {
      StoredSpans table = slice.table();
      for (int row : slice.rows()) {
        if (seen.add(new Key(table.spanId(row), table.startNanos(row), table.kind(row)))) {
          places.add(new Place(table, row));
        }
      }
    }
    places.sort(Comparator.comparingLong(place -> place.table.startNanos(place.row)));
    Map<ByteBuffer, Map<ByteBuffer, List<Place>>> tree = new LinkedHashMap<>();
    for (Place place : places) {
      ByteBuffer resource =
          ByteBuffer.wrap(place.table.resource(place.table.resourceOf(place.row)));
      ByteBuffer scope = ByteBuffer.wrap(place.table.scope(place.table.scopeOf(place.row)));
      tree.computeIfAbsent(resource, r -> new LinkedHashMap<>())
          .computeIfAbsent(scope, s -> new ArrayList<>())
          .add(place);
    }
    BytesWriter out = new BytesWriter(512 * places.size() + 64);
    tree.forEach((resource, scopes) -> {
      BytesWriter resourceSpans = new BytesWriter();
      String schema = part(resource, resourceSpans);
      scopes.forEach(
          (scope, spans) -> message(resourceSpans, 2, scopeSpans(idHigh, idLow, scope, spans)));
      schema(schema, resourceSpans);
      message(out, 1, resourceSpans);
    });
    return out.toByteArray();
  }

  private static BytesWriter scopeSpans(
      long idHigh, long idLow, ByteBuffer scope, List<Place> spans) {
    BytesWriter out = new BytesWriter();
    String schema = part(scope, out);
    BytesWriter span = new BytesWriter(512);
    for (Place place : spans) {
      span.clear();
      span(idHigh, idLow, place.table, place.row, span);
      message(out, 2, span);
    }
    schema(schema, out);
    return out;
  }

  /// Appends the resource or scope as field 1 and returns its schema URL.
  private static String part(ByteBuffer part, BytesWriter out) {
    byte[] bytes = new byte[part.remaining()];
    part.get(0, bytes);
    BytesReader in = new BytesReader(bytes);
    int length = in.getLength(in.remaining());
    int start = in.skip(length);
    out.putByte(1 << 3 | 2);
    out.putVarint(length);
    out.putBytes(bytes, start, length);
    int schemaLength = in.remaining();
    return new String(bytes, in.skip(schemaLength), schemaLength, StandardCharsets.UTF_8);
  }

  private static void schema(String schema, BytesWriter out) {
    if (!schema.isEmpty()) {
      out.putByte(3 << 3 | 2);
      out.putString(schema);
    }
  }

  private static void span(long idHigh, long idLow, StoredSpans table, int row, BytesWriter out) {
    out.putByte(SpanFields.TRACE_ID << 3 | 2);
    out.putByte(16);
    out.putLong(Long.reverseBytes(idHigh));
    out.putLong(Long.reverseBytes(idLow));
    out.putByte(SpanFields.SPAN_ID << 3 | 2);
    out.putByte(8);
    out.putLong(Long.reverseBytes(table.spanId(row)));
    if (table.parentSpanId(row) != 0) {
      out.putByte(SpanFields.PARENT_SPAN_ID << 3 | 2);
      out.putByte(8);
      out.putLong(Long.reverseBytes(table.parentSpanId(row)));
    }
    text(SpanFields.NAME, table.nameText(row), out);
    if (table.kind(row) != 0) {
      out.putByte(SpanFields.KIND << 3);
      out.putVarint(table.kind(row));
    }
    if (table.startNanos(row) != 0) {
      out.putByte(SpanFields.START << 3 | 1);
      out.putLong(table.startNanos(row));
    }
    if (table.endNanos(row) != 0) {
      out.putByte(SpanFields.END << 3 | 1);
      out.putLong(table.endNanos(row));
    }
    table.attributes(row, out);
    status(table, row, out);
    table.rest(row, out);
  }

  private static void status(StoredSpans table, int row, BytesWriter out) {
    String message = table.statusMessageText(row);
    BytesWriter status = new BytesWriter(16);
    text(SpanFields.STATUS_MESSAGE, message, status);
    if (table.status(row) != 0) {
      status.putByte(SpanFields.STATUS_CODE << 3);
      status.putVarint(table.status(row));
    }
    message(out, SpanFields.STATUS, status);
  }

  private static void text(int field, String text, BytesWriter out) {
    if (!text.isEmpty()) {
      out.putByte(field << 3 | 2);
      out.putString(text);
    }
  }

  private static void message(BytesWriter out, int field, BytesWriter content) {
    out.putVarint(field << 3 | 2);
    out.putVarint(content.length());
    out.putBytes(content.array(), 0, content.length());
  }

  /// Appends field 9 of a span: a `KeyValue` of a key and the fields of an `AnyValue`.
  public static void keyValue(
      BytesWriter out, byte[] keyBytes, int keyOffset, int keyLength, BytesWriter value) {
    int size =
        1 + varintLength(keyLength) + keyLength + 1 + varintLength(value.length()) + value.length();
    out.putByte(SpanFields.ATTRIBUTES << 3 | 2);
    out.putVarint(size);
    out.putByte(1 << 3 | 2);
    out.putVarint(keyLength);
    out.putBytes(keyBytes, keyOffset, keyLength);
    out.putByte(2 << 3 | 2);
    out.putVarint(value.length());
    out.putBytes(value.array(), 0, value.length());
  }

  private static int varintLength(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }
}
