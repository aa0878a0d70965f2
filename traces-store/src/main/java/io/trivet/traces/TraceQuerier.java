package io.trivet.traces;

import io.trivet.core.query.QueryContext;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The read side of the trace store. Every method sees everything acknowledged before it was
/// called. Safe for use from any thread.
public interface TraceQuerier {
  /// All spans of a trace as the bytes of an OTLP `TracesData` message (each span once; resources
  /// and scopes as they came), null if there is none. Needs no time range.
  byte @Nullable [] trace(QueryContext context, long idHigh, long idLow);

  /// Hands the tables which overlap the range to the visitor, newest first, on the calling thread,
  /// until there is none left or the visitor answers false. A table may be used by other threads
  /// until the visitor returns.
  void scan(QueryContext context, SpanScan scan, Predicate<SpanTable> visitor);

  /// Whether the store has a trace; cheaper than [#trace].
  boolean has(long idHigh, long idLow);
}
