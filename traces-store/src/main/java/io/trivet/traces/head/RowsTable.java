package io.trivet.traces.head;

import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.column.AttributeColumns;
import io.trivet.traces.column.ByteDictionary;
import io.trivet.traces.column.ColumnValues;
import io.trivet.traces.column.SpanParts;
import io.trivet.traces.column.StoredSpans;
import io.trivet.traces.column.TraceEncoder;
import io.trivet.traces.column.TraceRows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The spans of a head at one moment. Columns are made when first asked for and kept.
public final class RowsTable implements StoredSpans {
  private final int size;
  private final int traceCount;
  private final RowArrays rows;
  private final long[] traceHigh;
  private final long[] traceLow;
  private final int[] attributes;
  private final byte[] rest;
  private final ByteDictionary.View keys;
  private final ByteDictionary.View texts;
  private final ByteDictionary.View complex;
  private final ByteDictionary.View resources;
  private final ByteDictionary.View scopes;
  private final TraceRows grouped;
  private final SpanParts resourceParts;
  private final SpanParts scopeParts;
  private final Map<String, ColumnValues> spanColumns = new HashMap<>();
  private @Nullable ColumnValues name;
  private @Nullable ColumnValues statusMessage;
  private @Nullable Set<String> spanAttributeNames;

  RowsTable(
      int size,
      int traceCount,
      RowArrays rows,
      long[] traceHigh,
      long[] traceLow,
      int[] attributes,
      byte[] rest,
      ByteDictionary.View keys,
      ByteDictionary.View texts,
      ByteDictionary.View complex,
      ByteDictionary.View resources,
      ByteDictionary.View scopes) {
    this.size = size;
    this.traceCount = traceCount;
    this.rows = rows;
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.attributes = attributes;
    this.rest = rest;
    this.keys = keys;
    this.texts = texts;
    this.complex = complex;
    this.resources = resources;
    this.scopes = scopes;
    this.grouped = new TraceRows(rows.trace, size, traceCount);
    this.resourceParts = SpanParts.resources(resources);
    this.scopeParts = SpanParts.scopes(scopes);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int traces() {
    return traceCount;
  }

  @Override
  public int traceOf(int row) {
    return rows.trace[row];
  }

  @Override
  public int[] rowsOf(int trace) {
    return grouped.rowsOf(trace);
  }

  @Override
  public long traceIdHigh(int trace) {
    return traceHigh[trace];
  }

  @Override
  public long traceIdLow(int trace) {
    return traceLow[trace];
  }

  @Override
  public long traceStartNanos(int trace) {
    return grouped.min(trace, rows.start);
  }

  @Override
  public long traceEndNanos(int trace) {
    return grouped.max(trace, rows.end);
  }

  @Override
  public long spanId(int row) {
    return rows.spanId[row];
  }

  @Override
  public long parentSpanId(int row) {
    return rows.parentSpanId[row];
  }

  @Override
  public long startNanos(int row) {
    return rows.start[row];
  }

  @Override
  public long endNanos(int row) {
    return rows.end[row];
  }

  @Override
  public long durationNanos(int row) {
    return Math.max(0, rows.end[row] - rows.start[row]);
  }

  @Override
  public int kind(int row) {
    return rows.kind[row];
  }

  @Override
  public int status(int row) {
    return rows.status[row];
  }

  @Override
  public synchronized ColumnValues name() {
    ColumnValues column = name;
    if (column == null) {
      column = textColumn(rows.name);
      name = column;
    }
    return column;
  }

  @Override
  public synchronized ColumnValues statusMessage() {
    ColumnValues column = statusMessage;
    if (column == null) {
      column = textColumn(rows.statusMessage);
      statusMessage = column;
    }
    return column;
  }

  private ColumnValues textColumn(int[] ids) {
    ColumnValues.Builder builder = new ColumnValues.Builder(size);
    for (int row = 0; row < size; row++) {
      int id = ids[row];
      if (id >= 0) {
        builder.putString(row, id, texts.bytes(), texts.start(id), texts.length(id));
      }
    }
    return builder.build();
  }

  @Override
  public ColumnValues scopeName() {
    return scopeParts.column(SpanParts.SCOPE_NAME, rows.scope, size);
  }

  @Override
  public ColumnValues scopeVersion() {
    return scopeParts.column(SpanParts.SCOPE_VERSION, rows.scope, size);
  }

  @Override
  public @Nullable ColumnValues attribute(AttributeScope scope, String attribute) {
    return switch (scope) {
      case RESOURCE -> resourceParts.attribute(attribute, rows.resource, size);
      case INSTRUMENTATION -> scopeParts.attribute(attribute, rows.scope, size);
      case SPAN -> spanAttribute(attribute);
      case EVENT, LINK -> null;
    };
  }

  private synchronized @Nullable ColumnValues spanAttribute(String attribute) {
    if (!spanAttributeNames().contains(attribute)) {
      return null;
    }
    return spanColumns.computeIfAbsent(attribute, this::buildSpanAttribute);
  }

  private ColumnValues buildSpanAttribute(String attribute) {
    byte[] wanted = attribute.getBytes(StandardCharsets.UTF_8);
    int key = -1;
    for (int id = 0; id < keys.size(); id++) {
      int start = keys.start(id);
      if (Arrays.equals(keys.bytes(), start, start + keys.length(id), wanted, 0, wanted.length)) {
        key = id;
      }
    }
    ColumnValues.Builder builder = new ColumnValues.Builder(size);
    for (int row = 0; row < size; row++) {
      // The first of repeated keys counts, as for every reader of OTLP.
      for (int at = rows.attributes[row]; at < rows.attributes[row + 1]; at += width(at)) {
        if (attributes[at] >>> 3 == key) {
          put(builder, row, at);
          break;
        }
      }
    }
    return builder.build();
  }

  @Override
  public void copyAttributes(int[] from, int[] targets, AttributeColumns into) {
    ColumnValues.Builder[] columns = new ColumnValues.Builder[keys.size()];
    for (int i = 0; i < from.length; i++) {
      int end = rows.attributes[from[i] + 1];
      for (int at = rows.attributes[from[i]]; at < end; at += width(at)) {
        int key = attributes[at] >>> 3;
        ColumnValues.Builder column = columns[key];
        if (column == null) {
          column = into.column(keys.text(key));
          columns[key] = column;
        }
        if (!column.has(targets[i])) {
          put(column, targets[i], at);
        }
      }
    }
  }

  private int width(int at) {
    int kind = attributes[at] & 7;
    return kind == SpanRows.INT || kind == SpanRows.DOUBLE ? 3 : 2;
  }

  private void put(ColumnValues.Builder builder, int row, int at) {
    int value = attributes[at + 1];
    switch (attributes[at] & 7) {
      case SpanRows.STRING ->
          builder.putString(row, value, texts.bytes(), texts.start(value), texts.length(value));
      case SpanRows.INT -> builder.putInteger(row, number(at));
      case SpanRows.DOUBLE -> builder.putDouble(row, Double.longBitsToDouble(number(at)));
      case SpanRows.BOOL -> builder.putBoolean(row, value != 0);
      default ->
          builder.putComplex(row, complex.bytes(), complex.start(value), complex.length(value));
    }
  }

  private long number(int at) {
    return (long) attributes[at + 1] << 32 | attributes[at + 2] & 0xffff_ffffL;
  }

  private synchronized Set<String> spanAttributeNames() {
    Set<String> names = spanAttributeNames;
    if (names == null) {
      names = new TreeSet<>();
      for (int id = 0; id < keys.size(); id++) {
        names.add(keys.text(id));
      }
      spanAttributeNames = names;
    }
    return names;
  }

  @Override
  public Set<String> attributeNames(AttributeScope scope) {
    return switch (scope) {
      case RESOURCE -> resourceParts.names();
      case INSTRUMENTATION -> scopeParts.names();
      case SPAN -> Set.copyOf(spanAttributeNames());
      case EVENT -> SpanParts.eventAttributeNames(this);
      case LINK -> SpanParts.linkAttributeNames(this);
    };
  }

  @Override
  public List<SpanEvent> events(int row) {
    return SpanParts.events(rest, rows.rest[row], restLength(row));
  }

  @Override
  public List<SpanLink> links(int row) {
    return SpanParts.links(rest, rows.rest[row], restLength(row));
  }

  @Override
  public boolean hasEvents() {
    return rows.rest[size] > 0;
  }

  @Override
  public boolean hasLinks() {
    return rows.rest[size] > 0;
  }

  @Override
  public String nameText(int row) {
    return texts.text(rows.name[row]);
  }

  @Override
  public String statusMessageText(int row) {
    int id = rows.statusMessage[row];
    return id < 0 ? "" : texts.text(id);
  }

  @Override
  public int resourceOf(int row) {
    return rows.resource[row];
  }

  @Override
  public int resources() {
    return resources.size();
  }

  @Override
  public byte[] resource(int resource) {
    return resources.copy(resource);
  }

  @Override
  public int scopeOf(int row) {
    return rows.scope[row];
  }

  @Override
  public int scopes() {
    return scopes.size();
  }

  @Override
  public byte[] scope(int scope) {
    return scopes.copy(scope);
  }

  @Override
  public void attributes(int row, BytesWriter out) {
    BytesWriter value = new BytesWriter(64);
    for (int at = rows.attributes[row]; at < rows.attributes[row + 1]; at += width(at)) {
      value.clear();
      int number = attributes[at + 1];
      switch (attributes[at] & 7) {
        case SpanRows.STRING -> {
          value.putByte(1 << 3 | 2);
          value.putVarint(texts.length(number));
          value.putBytes(texts.bytes(), texts.start(number), texts.length(number));
        }
        case SpanRows.INT -> {
          value.putByte(3 << 3);
          value.putVarint(number(at));
        }
        case SpanRows.DOUBLE -> {
          value.putByte(4 << 3 | 1);
          value.putLong(number(at));
        }
        case SpanRows.BOOL -> {
          value.putByte(2 << 3);
          value.putByte(number);
        }
        default -> value.putBytes(complex.bytes(), complex.start(number), complex.length(number));
      }
      int key = attributes[at] >>> 3;
      TraceEncoder.keyValue(out, keys.bytes(), keys.start(key), keys.length(key), value);
    }
  }

  @Override
  public void rest(int row, BytesWriter out) {
    out.putBytes(rest, rows.rest[row], restLength(row));
  }

  @Override
  public int restLength(int row) {
    return rows.rest[row + 1] - rows.rest[row];
  }
}
