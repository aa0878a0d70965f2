package io.trivet.traces;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Spans as columns: a snapshot of the head or a part of a block. Every trace in it is whole: the
/// store has merged late spans before a table is handed out, and no trace is in two tables of one
/// scan. Rows of one trace need not be neighbours. Readable from any thread while the scan is open.
public interface SpanTable {
  /// Number of rows (spans).
  int size();

  /// Number of traces.
  int traces();

  /// Trace a row belongs to, `0 .. traces() - 1`.
  int traceOf(int row);

  /// Rows of a trace, in no particular order.
  int[] rowsOf(int trace);

  /// The 16 bytes of a trace id, as two big-endian longs.
  long traceIdHigh(int trace);

  long traceIdLow(int trace);

  /// Smallest start time of the spans of a trace.
  long traceStartNanos(int trace);

  /// Largest end time of the spans of a trace.
  long traceEndNanos(int trace);

  /// The 8 bytes of the span id, big endian.
  long spanId(int row);

  /// The parent's span id, 0 for a root.
  long parentSpanId(int row);

  long startNanos(int row);

  long durationNanos(int row);

  /// OTLP `Span.SpanKind` number, 0 to 5.
  int kind(int row);

  /// OTLP `Status.StatusCode` number: 0 unset, 1 ok, 2 error.
  int status(int row);

  /// The span's name; a column of strings without gaps.
  AttributeColumn name();

  /// The status message; rows without one have type NONE.
  AttributeColumn statusMessage();

  /// Name of the instrumentation scope; NONE where empty.
  AttributeColumn scopeName();

  /// Version of the instrumentation scope; NONE where empty.
  AttributeColumn scopeVersion();

  /// An attribute of the scopes SPAN, RESOURCE or INSTRUMENTATION; null if no row has it.
  @Nullable AttributeColumn attribute(AttributeScope scope, String name);

  /// Names of the attributes that occur in a scope.
  Set<String> attributeNames(AttributeScope scope);

  /// Events of a span: few conditions ask for them, so they are decoded row by row.
  List<SpanEvent> events(int row);

  /// Links of a span.
  List<SpanLink> links(int row);

  /// Whether any row has events, links.
  boolean hasEvents();

  boolean hasLinks();
}
