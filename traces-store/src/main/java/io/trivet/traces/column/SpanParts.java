package io.trivet.traces.column;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.SpanTable;
import io.trivet.traces.otlp.AnyValues;
import io.trivet.traces.otlp.SpanFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parts that many spans share (resources, instrumentation scopes), seen as columns over the
/// rows, and the parts that few queries ask for (events, links), decoded from their bytes.
public final class SpanParts {
  /// Key under which a scope's name is kept among its attributes.
  public static final String SCOPE_NAME = "\u0000name";

  /// Key under which a scope's version is kept among its attributes.
  public static final String SCOPE_VERSION = "\u0000version";

  private final ByteDictionary.View parts;
  private final int attributeField;
  private final Map<String, ColumnValues> columns = new HashMap<>();
  private @Nullable List<Map<String, Object>> decoded;

  private SpanParts(ByteDictionary.View parts, int attributeField) {
    this.parts = parts;
    this.attributeField = attributeField;
  }

  /// Of resources as [StoredSpans#resource] gives them.
  public static SpanParts resources(ByteDictionary.View resources) {
    return new SpanParts(resources, 1);
  }

  /// Of scopes as [StoredSpans#scope] gives them.
  public static SpanParts scopes(ByteDictionary.View scopes) {
    return new SpanParts(scopes, 3);
  }

  private synchronized List<Map<String, Object>> decoded() {
    List<Map<String, Object>> maps = decoded;
    if (maps == null) {
      maps = new ArrayList<>();
      for (int id = 0; id < parts.size(); id++) {
        BytesReader in = new BytesReader(parts.bytes(), parts.start(id), parts.length(id));
        int length = in.getLength(in.remaining());
        int start = in.skip(length);
        maps.add(decode(start, length));
      }
      decoded = maps;
    }
    return maps;
  }

  private Map<String, Object> decode(int start, int length) {
    try {
      Map<String, Object> map = AnyValues.attributes(parts.bytes(), start, length, attributeField);
      if (attributeField == 3) {
        nameAndVersion(start, length, map);
      }
      return map;
    } catch (MalformedBytesException e) {
      // The spans around it are whole: they are found without it.
      return Map.of();
    }
  }

  private void nameAndVersion(int start, int length, Map<String, Object> into) {
    ProtoReader in = new ProtoReader();
    in.reset(parts.bytes(), start, length);
    while (in.next()) {
      if (in.field() == 1 || in.field() == 2) {
        String text = in.string();
        if (!text.isEmpty()) {
          into.put(in.field() == 1 ? SCOPE_NAME : SCOPE_VERSION, text);
        }
      } else {
        in.skip();
      }
    }
  }

  /// An attribute as a column over the rows; null if no part has it.
  public synchronized @Nullable ColumnValues attribute(String name, int[] partOf, int rows) {
    ColumnValues column = columns.get(name);
    if (column == null) {
      column = ColumnValues.ofGroups(rows, partOf, decoded(), name);
      if (column != null) {
        columns.put(name, column);
      }
    }
    return column;
  }

  /// As [#attribute], with a column of no values if no part has it.
  public ColumnValues column(String name, int[] partOf, int rows) {
    ColumnValues column = attribute(name, partOf, rows);
    return column == null ? new ColumnValues.Builder(rows).build() : column;
  }

  /// Names of the attributes of all parts.
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> map : decoded()) {
      for (String name : map.keySet()) {
        if (!name.startsWith("\u0000")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /// Events among the rest of a span; those behind a malformed one are left out, so that one odd
  /// span hides nothing else.
  public static List<SpanEvent> events(byte[] rest, int offset, int length) {
    List<SpanEvent> events = new ArrayList<>();
    try {
      readEvents(rest, offset, length, events);
    } catch (MalformedBytesException e) {
      return events;
    }
    return events;
  }

  private static void readEvents(byte[] rest, int offset, int length, List<SpanEvent> events) {
    ProtoReader in = new ProtoReader();
    in.reset(rest, offset, length);
    while (in.next()) {
      if (in.field() != SpanFields.EVENTS) {
        in.skip();
        continue;
      }
      int outer = in.enter();
      long time = 0;
      String name = "";
      Map<String, Object> attributes = new LinkedHashMap<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> time = in.fixed64();
          case 2 -> name = in.string();
          case 3 -> AnyValues.keyValue(in, attributes, 0);
          default -> in.skip();
        }
      }
      in.leave(outer);
      events.add(new SpanEvent(time, name, attributes));
    }
  }

  /// Links among the rest of a span; those behind a malformed one are left out.
  public static List<SpanLink> links(byte[] rest, int offset, int length) {
    List<SpanLink> links = new ArrayList<>();
    try {
      readLinks(rest, offset, length, links);
    } catch (MalformedBytesException e) {
      return links;
    }
    return links;
  }

  private static void readLinks(byte[] rest, int offset, int length, List<SpanLink> links) {
    ProtoReader in = new ProtoReader();
    in.reset(rest, offset, length);
    while (in.next()) {
      if (in.field() != SpanFields.LINKS) {
        in.skip();
        continue;
      }
      int outer = in.enter();
      long high = 0;
      long low = 0;
      long span = 0;
      Map<String, Object> attributes = new LinkedHashMap<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> {
            int idLength = in.length();
            int at = in.take(idLength);
            if (idLength == 16) {
              high = bigEndian(rest, at);
              low = bigEndian(rest, at + 8);
            }
          }
          case 2 -> {
            int idLength = in.length();
            int at = in.take(idLength);
            span = idLength == 8 ? bigEndian(rest, at) : 0;
          }
          case 4 -> AnyValues.keyValue(in, attributes, 0);
          default -> in.skip();
        }
      }
      in.leave(outer);
      links.add(new SpanLink(high, low, span, attributes));
    }
  }

  private static long bigEndian(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, 8).getLong();
  }

  /// Names of the attributes of all events of a table.
  public static Set<String> eventAttributeNames(SpanTable table) {
    Set<String> names = new TreeSet<>();
    for (int row = 0; table.hasEvents() && row < table.size(); row++) {
      table.events(row).forEach(event -> names.addAll(event.attributes().keySet()));
    }
    return names;
  }

  /// Names of the attributes of all links of a table.
  public static Set<String> linkAttributeNames(SpanTable table) {
    Set<String> names = new TreeSet<>();
    for (int row = 0; table.hasLinks() && row < table.size(); row++) {
      table.links(row).forEach(link -> names.addAll(link.attributes().keySet()));
    }
    return names;
  }
}
