package io.trivet.traces.head;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.traces.column.ByteDictionary;
import io.trivet.traces.otlp.SpanFields;
import io.trivet.traces.otlp.SpanSink;
import java.util.Arrays;

/// Spans as growing columns. The owner calls every method under one lock; [#snapshot] gives readers
/// a table that needs no lock.
///
/// Attributes of all rows lie in one stream of ints: `key << 3 | kind`, then the number of a text
/// (STRING, COMPLEX), the two halves of a number (INT, DOUBLE), or 0 or 1 (BOOL); kinds as in
/// [io.trivet.traces.column.ColumnCodec].
public final class SpanRows implements SpanSink {
  static final int STRING = 1;
  static final int INT = 2;
  static final int DOUBLE = 3;
  static final int BOOL = 4;
  static final int COMPLEX = 5;

  private final int maxSpanBytes;
  private final TraceListener newTraces;
  private final TraceIndex traces = new TraceIndex();
  private final RowArrays rows = new RowArrays(1024);
  private final ByteDictionary keys = new ByteDictionary(64);
  private final ByteDictionary texts = new ByteDictionary(1024);
  private final ByteDictionary complex = new ByteDictionary(16);
  private final ByteDictionary resources = new ByteDictionary(16);
  private final ByteDictionary scopes = new ByteDictionary(16);
  private int[] attributes = new int[16 * 1024];
  private int attributesLength;
  private final BytesWriter rest = new BytesWriter(4096);
  private int size;

  /// Rows by trace and span id, to find spans that came before.
  private int[] spanTable = new int[4096];

  private final ProtoReader in = new ProtoReader();
  private final BytesWriter scratch = new BytesWriter();
  private int resource;
  private int scope;
  private long accepted;
  private long rejected;
  private long duplicates;
  private String reason = "";

  /// Is told of every trace id that is new to the rows.
  @FunctionalInterface
  public interface TraceListener {
    void accept(long idHigh, long idLow);
  }

  /// @param maxSpanBytes larger spans are refused
  public SpanRows(int maxSpanBytes, TraceListener newTraces) {
    this.maxSpanBytes = maxSpanBytes;
    this.newTraces = newTraces;
    Arrays.fill(spanTable, -1);
  }

  /// Number of spans.
  public int size() {
    return size;
  }

  public int traces() {
    return traces.size();
  }

  /// Approximate bytes held.
  public long memoryBytes() {
    return rows.memoryBytes()
        + traces.memoryBytes()
        + 4L * attributes.length
        + rest.array().length
        + 4L * spanTable.length
        + keys.memoryBytes()
        + texts.memoryBytes()
        + complex.memoryBytes()
        + resources.memoryBytes()
        + scopes.memoryBytes();
  }

  /// Whether the columns come near the size that arrays can have.
  public boolean isFull() {
    return attributesLength > 1 << 28 || rest.length() > 1 << 29 || size > 1 << 26;
  }

  public long accepted() {
    return accepted;
  }

  public long rejected() {
    return rejected;
  }

  public long duplicates() {
    return duplicates;
  }

  /// Why the last refused span was refused.
  public String reason() {
    return reason;
  }

  public boolean has(long idHigh, long idLow) {
    return traces.find(idHigh, idLow) >= 0;
  }

  @Override
  public void resource(byte[] buffer, int offset, int length, int schemaOffset, int schemaLength) {
    resource = intern(resources, buffer, offset, length, schemaOffset, schemaLength);
  }

  @Override
  public void scope(byte[] buffer, int offset, int length, int schemaOffset, int schemaLength) {
    scope = intern(scopes, buffer, offset, length, schemaOffset, schemaLength);
  }

  private int intern(
      ByteDictionary dictionary,
      byte[] buffer,
      int offset,
      int length,
      int schemaOffset,
      int schemaLength) {
    scratch.clear();
    scratch.putVarint(length);
    scratch.putBytes(buffer, offset, length);
    scratch.putBytes(buffer, schemaOffset, schemaLength);
    return dictionary.intern(scratch.array(), 0, scratch.length());
  }

  @Override
  public void span(byte[] buffer, int offset, int length) {
    if (length > maxSpanBytes) {
      refuse("span of " + length + " bytes, larger than " + maxSpanBytes);
      return;
    }
    if (size == rows.capacity()) {
      rows.grow();
    }
    int row = size;
    int attributesBefore = attributesLength;
    int restBefore = rest.length();
    rows.attributes[row] = attributesBefore;
    rows.rest[row] = restBefore;
    try {
      if (decode(row, buffer, offset, length)) {
        return;
      }
    } catch (MalformedBytesException e) {
      refuse(e.reason());
    }
    attributesLength = attributesBefore;
    rest.truncate(restBefore);
  }

  private void refuse(String why) {
    rejected++;
    reason = why;
  }

  /// Reads a span into a row; false if it is refused or was there before.
  private boolean decode(int row, byte[] buffer, int offset, int length) {
    long traceHigh = 0;
    long traceLow = 0;
    long spanId = 0;
    long parent = 0;
    long start = 0;
    long end = 0;
    int kind = 0;
    int name = -1;
    rows.status[row] = 0;
    rows.statusMessage[row] = -1;
    in.reset(buffer, offset, length);
    while (in.next()) {
      switch (in.field()) {
        case SpanFields.TRACE_ID -> {
          int at = id(16, "trace id");
          if (at >= 0) {
            traceHigh = bigEndian(buffer, at);
            traceLow = bigEndian(buffer, at + 8);
          }
        }
        case SpanFields.SPAN_ID -> {
          int at = id(8, "span id");
          spanId = at < 0 ? 0 : bigEndian(buffer, at);
        }
        case SpanFields.PARENT_SPAN_ID -> {
          int at = id(8, "parent span id");
          parent = at < 0 ? 0 : bigEndian(buffer, at);
        }
        case SpanFields.NAME -> name = text();
        case SpanFields.KIND -> {
          in.expect(ProtoReader.VARINT);
          long value = in.varint();
          kind = value >= 0 && value <= 5 ? (int) value : 0;
        }
        case SpanFields.START -> {
          in.expect(ProtoReader.FIXED64);
          start = in.fixed64();
        }
        case SpanFields.END -> {
          in.expect(ProtoReader.FIXED64);
          end = in.fixed64();
        }
        case SpanFields.ATTRIBUTES -> attribute(buffer);
        case SpanFields.STATUS -> status(row);
        default -> {
          int from = in.tagStart();
          in.skip();
          rest.putBytes(buffer, from, in.position() - from);
        }
      }
    }
    if ((traceHigh | traceLow) == 0 || spanId == 0) {
      refuse((traceHigh | traceLow) == 0 ? "span without a trace id" : "span without a span id");
      return false;
    }
    int trace = traces.find(traceHigh, traceLow);
    if (trace >= 0 && isKnown(trace, spanId, start, end, kind)) {
      duplicates++;
      accepted++;
      return false;
    }
    if (trace < 0) {
      trace = traces.add(traceHigh, traceLow);
      newTraces.accept(traceHigh, traceLow);
    }
    rows.trace[row] = trace;
    rows.olderRow[row] = traces.newestRow[trace];
    traces.newestRow[trace] = row;
    rows.spanId[row] = spanId;
    rows.parentSpanId[row] = parent;
    rows.start[row] = start;
    rows.end[row] = end;
    rows.kind[row] = (byte) kind;
    rows.name[row] = name < 0 ? texts.intern(buffer, offset, 0) : name;
    rows.resource[row] = resource;
    rows.scope[row] = scope;
    rows.attributes[row + 1] = attributesLength;
    rows.rest[row + 1] = rest.length();
    size++;
    accepted++;
    enterSpan(row);
    return true;
  }

  /// Position of an id of the given length, -1 if it is empty.
  private int id(int wanted, String what) {
    in.expect(ProtoReader.BYTES);
    int length = in.length();
    if (length == 0) {
      return -1;
    }
    if (length != wanted) {
      throw new MalformedBytesException(
          in.position(), what + " of " + length + " bytes instead of " + wanted);
    }
    return in.take(wanted);
  }

  static long bigEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private int text() {
    in.expect(ProtoReader.BYTES);
    int length = in.length();
    return texts.intern(in.array(), in.take(length), length);
  }

  private void status(int row) {
    int outer = in.enter();
    while (in.next()) {
      if (in.field() == SpanFields.STATUS_MESSAGE) {
        rows.statusMessage[row] = text();
      } else if (in.field() == SpanFields.STATUS_CODE) {
        in.expect(ProtoReader.VARINT);
        long code = in.varint();
        rows.status[row] = (byte) (code >= 0 && code <= 2 ? code : 0);
      } else {
        in.skip();
      }
    }
    in.leave(outer);
  }

  private void attribute(byte[] buffer) {
    int outer = in.enter();
    int key = -1;
    int valueOffset = in.position();
    int valueLength = 0;
    while (in.next()) {
      if (in.field() == 1) {
        in.expect(ProtoReader.BYTES);
        int length = in.length();
        key = keys.intern(buffer, in.take(length), length);
      } else if (in.field() == 2) {
        in.expect(ProtoReader.BYTES);
        valueLength = in.length();
        valueOffset = in.take(valueLength);
      } else {
        in.skip();
      }
    }
    in.leave(outer);
    value(buffer, key < 0 ? keys.intern(buffer, valueOffset, 0) : key, valueOffset, valueLength);
  }

  /// Adds a value to the attribute stream. Only an `AnyValue` of exactly one simple field is
  /// simple.
  private void value(byte[] buffer, int key, int offset, int length) {
    int end = offset + length;
    int tag = length > 1 ? buffer[offset] & 0xff : 0;
    int at = offset + 1;
    switch (tag) {
      case 1 << 3 | 2 -> {
        int bytes = varintBytes(buffer, at, end);
        if (bytes > 0 && varint(buffer, at, bytes) == end - at - bytes) {
          put(key, STRING, texts.intern(buffer, at + bytes, end - at - bytes));
          return;
        }
      }
      case 2 << 3, 3 << 3 -> {
        int bytes = varintBytes(buffer, at, end);
        if (bytes > 0 && at + bytes == end) {
          long number = varint(buffer, at, bytes);
          if (tag == 3 << 3) {
            putNumber(key, INT, number);
          } else {
            put(key, BOOL, number != 0 ? 1 : 0);
          }
          return;
        }
      }
      case 4 << 3 | 1 -> {
        if (end - at == 8) {
          putNumber(key, DOUBLE, Long.reverseBytes(bigEndian(buffer, at)));
          return;
        }
      }
      default -> {}
    }
    put(key, COMPLEX, complex.intern(buffer, offset, length));
  }

  /// Bytes of a varint, 0 if it does not end in time.
  private static int varintBytes(byte[] buffer, int at, int end) {
    for (int bytes = 1; bytes <= 10 && at + bytes <= end; bytes++) {
      if (buffer[at + bytes - 1] >= 0) {
        return bytes;
      }
    }
    return 0;
  }

  private static long varint(byte[] buffer, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (buffer[at + i] & 0x7fL) << 7 * i;
    }
    return value;
  }

  private void put(int key, int kind, int value) {
    reserve(2);
    attributes[attributesLength++] = key << 3 | kind;
    attributes[attributesLength++] = value;
  }

  private void putNumber(int key, int kind, long value) {
    reserve(3);
    attributes[attributesLength++] = key << 3 | kind;
    attributes[attributesLength++] = (int) (value >>> 32);
    attributes[attributesLength++] = (int) value;
  }

  private void reserve(int more) {
    if (attributesLength + more > attributes.length) {
      attributes = Arrays.copyOf(attributes, 2 * attributes.length);
    }
  }

  /// Whether the trace has this span already: a sender that tries again sends the same one.
  private boolean isKnown(int trace, long spanId, long start, long end, int kind) {
    int mask = spanTable.length - 1;
    for (int slot = spread(trace, spanId) & mask; spanTable[slot] >= 0; slot = slot + 1 & mask) {
      int row = spanTable[slot];
      if (rows.spanId[row] == spanId
          && rows.trace[row] == trace
          && rows.start[row] == start
          && rows.end[row] == end
          && rows.kind[row] == kind) {
        return true;
      }
    }
    return false;
  }

  private void enterSpan(int row) {
    if (2 * size > spanTable.length) {
      spanTable = new int[2 * spanTable.length];
      Arrays.fill(spanTable, -1);
      for (int i = 0; i < size; i++) {
        place(i);
      }
    } else {
      place(row);
    }
  }

  private void place(int row) {
    int mask = spanTable.length - 1;
    int slot = spread(rows.trace[row], rows.spanId[row]) & mask;
    while (spanTable[slot] >= 0) {
      slot = slot + 1 & mask;
    }
    spanTable[slot] = row;
  }

  private static int spread(int trace, long spanId) {
    long h = (spanId ^ trace * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
    return (int) (h ^ h >>> 32);
  }

  /// Rows of a trace, newest first; empty if the trace is unknown.
  public int[] rowsOf(long idHigh, long idLow) {
    int trace = traces.find(idHigh, idLow);
    int[] found = new int[8];
    int count = 0;
    for (int row = trace < 0 ? -1 : traces.newestRow[trace]; row >= 0; row = rows.olderRow[row]) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = row;
    }
    return Arrays.copyOf(found, count);
  }

  /// What is in it now, as a table.
  public RowsTable snapshot() {
    return new RowsTable(
        size,
        traces.size(),
        rows.references(),
        traces.high,
        traces.low,
        attributes,
        rest.array(),
        keys.view(),
        texts.view(),
        complex.view(),
        resources.view(),
        scopes.view());
  }
}
