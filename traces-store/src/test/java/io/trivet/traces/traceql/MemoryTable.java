package io.trivet.traces.traceql;

import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.SpanTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table over a list of spans.
final class MemoryTable implements SpanTable {
  private final List<TestSpan> spans;
  private final List<List<Integer>> rowsOfTraces = new ArrayList<>();
  private final int[] traces;
  private final Map<AttributeScope, Map<String, MemoryColumn>> columns =
      new EnumMap<>(AttributeScope.class);
  private final MemoryColumn names;
  private final MemoryColumn messages;
  private final MemoryColumn scopeNames;
  private final MemoryColumn scopeVersions;

  MemoryTable(List<TestSpan> spans) {
    this.spans = List.copyOf(spans);
    int size = spans.size();
    traces = new int[size];
    names = new MemoryColumn(size);
    messages = new MemoryColumn(size);
    scopeNames = new MemoryColumn(size);
    scopeVersions = new MemoryColumn(size);
    Map<List<Long>, Integer> ids = new HashMap<>();
    for (AttributeScope scope : AttributeScope.values()) {
      columns.put(scope, new HashMap<>());
    }
    for (int row = 0; row < size; row++) {
      TestSpan span = spans.get(row);
      int trace = ids.computeIfAbsent(List.of(span.traceHigh(), span.traceLow()), _ -> ids.size());
      traces[row] = trace;
      if (trace == rowsOfTraces.size()) {
        rowsOfTraces.add(new ArrayList<>());
      }
      rowsOfTraces.get(trace).add(row);
      names.set(row, span.name());
      setText(messages, row, span.statusMessage());
      setText(scopeNames, row, span.scopeName());
      setText(scopeVersions, row, span.scopeVersion());
      set(AttributeScope.SPAN, row, span.attributes());
      set(AttributeScope.RESOURCE, row, span.resource());
      set(AttributeScope.INSTRUMENTATION, row, span.scope());
      for (SpanEvent event : span.events()) {
        names(AttributeScope.EVENT, event.attributes());
      }
      for (SpanLink link : span.links()) {
        names(AttributeScope.LINK, link.attributes());
      }
    }
  }

  private static void setText(MemoryColumn column, int row, String text) {
    if (!text.isEmpty()) {
      column.set(row, text);
    }
  }

  private Map<String, MemoryColumn> columns(AttributeScope scope) {
    return Objects.requireNonNull(columns.get(scope));
  }

  private void set(AttributeScope scope, int row, Map<String, Object> attributes) {
    attributes.forEach((name, value) ->
        columns(scope).computeIfAbsent(name, _ -> new MemoryColumn(spans.size())).set(row, value));
  }

  private void names(AttributeScope scope, Map<String, Object> attributes) {
    attributes.keySet().forEach(name -> columns(scope).putIfAbsent(name, new MemoryColumn(0)));
  }

  @Override
  public int size() {
    return spans.size();
  }

  @Override
  public int traces() {
    return rowsOfTraces.size();
  }

  @Override
  public int traceOf(int row) {
    return traces[row];
  }

  @Override
  public int[] rowsOf(int trace) {
    return rowsOfTraces.get(trace).stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public long traceIdHigh(int trace) {
    return spans.get(rowsOfTraces.get(trace).getFirst()).traceHigh();
  }

  @Override
  public long traceIdLow(int trace) {
    return spans.get(rowsOfTraces.get(trace).getFirst()).traceLow();
  }

  @Override
  public long traceStartNanos(int trace) {
    return rowsOfTraces.get(trace).stream()
        .mapToLong(row -> spans.get(row).start())
        .min()
        .orElseThrow();
  }

  @Override
  public long traceEndNanos(int trace) {
    return rowsOfTraces.get(trace).stream()
        .mapToLong(row -> spans.get(row).end())
        .max()
        .orElseThrow();
  }

  @Override
  public long spanId(int row) {
    return spans.get(row).id();
  }

  @Override
  public long parentSpanId(int row) {
    return spans.get(row).parentId();
  }

  @Override
  public long startNanos(int row) {
    return spans.get(row).start();
  }

  @Override
  public long durationNanos(int row) {
    return spans.get(row).end() - spans.get(row).start();
  }

  @Override
  public int kind(int row) {
    return spans.get(row).kind();
  }

  @Override
  public int status(int row) {
    return spans.get(row).status();
  }

  @Override
  public AttributeColumn name() {
    return names;
  }

  @Override
  public AttributeColumn statusMessage() {
    return messages;
  }

  @Override
  public AttributeColumn scopeName() {
    return scopeNames;
  }

  @Override
  public AttributeColumn scopeVersion() {
    return scopeVersions;
  }

  @Override
  public @Nullable AttributeColumn attribute(AttributeScope scope, String name) {
    return columns(scope).get(name);
  }

  @Override
  public Set<String> attributeNames(AttributeScope scope) {
    return columns(scope).keySet();
  }

  @Override
  public List<SpanEvent> events(int row) {
    return spans.get(row).events();
  }

  @Override
  public List<SpanLink> links(int row) {
    return spans.get(row).links();
  }

  @Override
  public boolean hasEvents() {
    return spans.stream().anyMatch(span -> !span.events().isEmpty());
  }

  @Override
  public boolean hasLinks() {
    return spans.stream().anyMatch(span -> !span.links().isEmpty());
  }
}
