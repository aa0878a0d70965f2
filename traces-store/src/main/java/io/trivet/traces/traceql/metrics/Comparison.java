package io.trivet.traces.traceql.metrics;

import io.trivet.core.query.QueryContext;
import io.trivet.core.text.TextRange;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.TableView;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `compare()`: counts every value of every attribute, apart for the selected spans and the others.
/// Owned by one thread.
final class Comparison {
  private static final List<Intrinsic> INTRINSICS =
      List.of(
          Intrinsic.NAME,
          Intrinsic.KIND,
          Intrinsic.STATUS,
          Intrinsic.STATUS_MESSAGE,
          Intrinsic.ROOT_NAME,
          Intrinsic.ROOT_SERVICE,
          Intrinsic.CHILD_COUNT,
          Intrinsic.SCOPE_NAME,
          Intrinsic.SCOPE_VERSION);
  private static final Map<AttributeScope, Scope> SCOPES =
      Map.of(
          AttributeScope.SPAN,
          Scope.SPAN,
          AttributeScope.RESOURCE,
          Scope.RESOURCE,
          AttributeScope.INSTRUMENTATION,
          Scope.INSTRUMENTATION);
  private static final Value NIL_TEXT = new Value.Text("nil");

  private final MetricsFunction.Compare function;
  private final Intervals intervals;
  private final QueryContext context;
  private final Map<String, Map<Value, long[]>> baseline = new TreeMap<>();
  private final Map<String, Map<Value, long[]>> selection = new TreeMap<>();

  Comparison(MetricsFunction.Compare function, Intervals intervals, QueryContext context) {
    this.function = function;
    this.intervals = intervals;
    this.context = context;
  }

  /// @param selected rows that match the selection, as bits
  void add(TableView view, long[] rows, long[] selected) {
    for (FieldExpr field : fields(view.table())) {
      context.check();
      add(view, field, rows, selected);
    }
  }

  private static List<FieldExpr> fields(SpanTable table) {
    List<FieldExpr> fields = new ArrayList<>();
    for (Intrinsic intrinsic : INTRINSICS) {
      fields.add(new FieldExpr.Property(intrinsic, TextRange.NONE));
    }
    SCOPES.forEach((stored, scope) ->
        table
            .attributeNames(stored)
            .forEach(
                name -> fields.add(new FieldExpr.Attribute(scope, false, name, TextRange.NONE))));
    return fields;
  }

  private void add(TableView view, FieldExpr field, long[] rows, long[] selected) {
    SpanTable table = view.table();
    GroupKeys keys = new GroupKeys(view, List.of(field));
    List<long[]> ofBaseline = new ArrayList<>();
    List<long[]> ofSelection = new ArrayList<>();
    for (int w = 0; w < rows.length; w++) {
      if ((w & 1023) == 0) {
        context.check();
      }
      for (long rest = rows[w]; rest != 0; rest &= rest - 1) {
        int row = (w << 6) + Long.numberOfTrailingZeros(rest);
        long start = table.startNanos(row);
        int interval = intervals.index(start);
        if (interval >= 0) {
          boolean inside = (selected[w] & rest & -rest) != 0 && isInWindow(start);
          counts(inside ? ofSelection : ofBaseline, keys.group(row))[interval]++;
        }
      }
    }
    String key = SeriesBuilder.label(field);
    merge(baseline.computeIfAbsent(key, _ -> new LinkedHashMap<>()), keys, ofBaseline);
    merge(selection.computeIfAbsent(key, _ -> new LinkedHashMap<>()), keys, ofSelection);
  }

  private boolean isInWindow(long start) {
    return function.endNanos() == 0
        || start >= function.startNanos() && start <= function.endNanos();
  }

  private long[] counts(List<long[]> groups, int group) {
    while (groups.size() <= group) {
      context.holdMemory(Accumulator.bytes(intervals.count()));
      groups.add(new long[intervals.count()]);
    }
    return groups.get(group);
  }

  private static void merge(Map<Value, long[]> all, GroupKeys keys, List<long[]> groups) {
    for (int group = 0; group < groups.size(); group++) {
      Value value = keys.values(group).getFirst();
      long[] counts = groups.get(group);
      if (!(value instanceof Value.Nil) && Arrays.stream(counts).sum() > 0) {
        all.merge(
            value,
            counts,
            (a, b) -> {
              for (int i = 0; i < a.length; i++) {
                a[i] += b[i];
              }
              return a;
            });
      }
    }
  }

  List<Series> series() {
    List<Series> series = new ArrayList<>();
    add(series, "baseline", baseline);
    add(series, "selection", selection);
    return series;
  }

  private void add(List<Series> series, String type, Map<String, Map<Value, long[]>> all) {
    all.forEach((key, values) -> {
      if (values.isEmpty()) {
        return;
      }
      double[] total = new double[intervals.count()];
      values.values().forEach(counts -> Arrays.setAll(total, i -> total[i] + counts[i]));
      series.add(one(type + "_total", key, NIL_TEXT, total));
      values.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<Value, long[]>>comparingLong(
                      entry -> Arrays.stream(entry.getValue()).sum())
                  .reversed()
                  .thenComparing(entry -> entry.getKey().text()))
          .limit(function.top())
          .forEach(entry ->
              series.add(
                  one(
                      type,
                      key,
                      entry.getKey(),
                      Arrays.stream(entry.getValue()).asDoubleStream().toArray())));
    });
  }

  private static Series one(String type, String key, Value value, double[] values) {
    return new Series(
        List.of(new NamedValue("__meta_type", new Value.Text(type)), new NamedValue(key, value)),
        null,
        values,
        List.of());
  }
}
