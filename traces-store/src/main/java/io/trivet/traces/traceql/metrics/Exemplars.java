package io.trivet.traces.traceql.metrics;

import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.FieldReader;
import io.trivet.traces.traceql.eval.Ids;
import io.trivet.traces.traceql.eval.TableView;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Picks spans as exemplars, spread over the time of the query: half as many buckets of time as
/// exemplars are wanted, two spans a bucket, one span a trace. Owned by one thread.
final class Exemplars {
  private final Intervals intervals;
  private final List<FieldExpr> fields;
  private final int[] room;
  private final Map<List<Value>, List<Found>> found = new HashMap<>();
  private int open;

  /// @param interval of the span's start
  record Found(MetricsExemplar exemplar, int interval) {}

  /// @param fields what the query mentions, shown as labels
  Exemplars(int wanted, Intervals intervals, List<FieldExpr> fields) {
    this.intervals = intervals;
    this.fields = fields;
    this.room = new int[Math.max(wanted > 0 ? 1 : 0, wanted / 2)];
    java.util.Arrays.fill(room, Math.min(2, wanted));
    this.open = room.length * Math.min(2, wanted);
  }

  /// Looks through the rows of a table.
  void add(TableView view, long[] rows, GroupKeys keys, Measure measure, boolean counting) {
    SpanTable table = view.table();
    FieldReader reader = new FieldReader(view);
    List<FieldReader.RowReader> readers = fields.stream().map(reader::whole).toList();
    Set<Integer> traces = new HashSet<>();
    long span = intervals.last() - intervals.first();
    for (int w = 0; w < rows.length && open > 0; w++) {
      for (long rest = rows[w]; rest != 0 && open > 0; rest &= rest - 1) {
        int row = (w << 6) + Long.numberOfTrailingZeros(rest);
        long start = table.startNanos(row);
        int interval = intervals.index(start);
        double value = interval < 0 ? Double.NaN : counting ? 0 : measure.of(row);
        if (Double.isNaN(value)) {
          continue;
        }
        int slot = (int) ((double) (start - intervals.first() - 1) / span * room.length);
        slot = Math.min(slot, room.length - 1);
        if (room[slot] > 0 && traces.add(table.traceOf(row))) {
          room[slot]--;
          open--;
          MetricsExemplar exemplar =
              new MetricsExemplar(
                  labels(view, readers, row),
                  counting ? Double.NaN : value,
                  Math.floorDiv(start, 1_000_000L));
          found
              .computeIfAbsent(keys.values(keys.group(row)), _ -> new ArrayList<>())
              .add(new Found(exemplar, interval));
        }
      }
    }
  }

  private List<NamedValue> labels(TableView view, List<FieldReader.RowReader> readers, int row) {
    List<NamedValue> labels = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      Value value = readers.get(i).read(row);
      if (!(value instanceof Value.Nil)) {
        labels.add(new NamedValue(SeriesBuilder.label(fields.get(i)), value));
      }
    }
    int trace = view.table().traceOf(row);
    String id = Ids.trace(view.table().traceIdHigh(trace), view.table().traceIdLow(trace));
    labels.removeIf(label -> label.key().equals("trace:id"));
    labels.add(new NamedValue("trace:id", new Value.Text(id)));
    return labels;
  }

  /// Those of a group.
  List<Found> of(List<Value> group) {
    return found.getOrDefault(group, List.of());
  }
}
