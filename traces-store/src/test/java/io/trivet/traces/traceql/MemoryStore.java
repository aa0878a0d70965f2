package io.trivet.traces.traceql;

import io.trivet.core.query.QueryContext;
import io.trivet.traces.SpanScan;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A store over a list of spans, cut into tables of whole traces.
final class MemoryStore implements TraceQuerier {
  private final List<SpanTable> tables = new ArrayList<>();

  MemoryStore(List<TestSpan> spans, int tableCount) {
    Map<List<Long>, List<TestSpan>> traces = new LinkedHashMap<>();
    for (TestSpan span : spans) {
      traces
          .computeIfAbsent(List.of(span.traceHigh(), span.traceLow()), _ -> new ArrayList<>())
          .add(span);
    }
    List<List<TestSpan>> parts = new ArrayList<>();
    for (int i = 0; i < tableCount; i++) {
      parts.add(new ArrayList<>());
    }
    int next = 0;
    for (List<TestSpan> trace : traces.values()) {
      parts.get(next++ % tableCount).addAll(trace);
    }
    parts.forEach(part -> tables.add(new MemoryTable(part)));
  }

  @Override
  public byte[] trace(QueryContext context, long idHigh, long idLow) {
    throw new UnsupportedOperationException("TraceQL asks for tables only");
  }

  @Override
  public void scan(QueryContext context, SpanScan scan, Predicate<SpanTable> visitor) {
    for (SpanTable table : tables) {
      if (!visitor.test(table)) {
        return;
      }
    }
  }

  @Override
  public boolean has(long idHigh, long idLow) {
    throw new UnsupportedOperationException("TraceQL asks for tables only");
  }
}
