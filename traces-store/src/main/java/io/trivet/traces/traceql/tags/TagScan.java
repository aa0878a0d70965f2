package io.trivet.traces.traceql.tags;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.SpanScan;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.eval.FieldUses;
import io.trivet.traces.traceql.eval.Parallel;
import io.trivet.traces.traceql.eval.PipelinePlan;
import io.trivet.traces.traceql.eval.RequiredTexts;
import io.trivet.traces.traceql.eval.TableView;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands out the tables of a range with the rows that a filter finds.
final class TagScan {
  private final TraceQuerier store;
  private final TimeRange range;
  private final Parallel parallel;
  private final QueryContext context;

  TagScan(TraceQuerier store, TimeRange range, Parallel parallel, QueryContext context) {
    this.store = store;
    this.range = range;
    this.parallel = parallel;
    this.context = context;
  }

  /// Receives one table.
  @FunctionalInterface
  interface Visitor {
    /// @param rows that count, as bits
    /// @return whether more tables are wanted
    boolean visit(TableView view, long[] rows);
  }

  void run(SpansetExpr.@Nullable Filter filter, Visitor visitor) {
    Pipeline pipeline =
        filter == null
            ? null
            : new Pipeline(List.of(new Stage.Spansets(filter, filter.at())), filter.at());
    store.scan(
        context,
        new SpanScan(range, pipeline == null ? List.of() : RequiredTexts.of(pipeline)),
        table -> {
          context.check();
          context.statistics().itemsScanned().add(table.size());
          try (TableView view = new TableView(table, context)) {
            long[] rows =
                filter == null
                    ? all(table)
                    : PipelinePlan.filter(filter, view, FieldUses.of(filter), parallel);
            dropOutside(table, rows);
            return visitor.visit(view, rows);
          }
        });
  }

  private static long[] all(SpanTable table) {
    long[] rows = new long[(table.size() + 63) >>> 6];
    Arrays.fill(rows, -1L);
    if ((table.size() & 63) != 0) {
      rows[rows.length - 1] = -1L >>> -table.size();
    }
    return rows;
  }

  /// Leaves only spans of traces that overlap the range.
  private void dropOutside(SpanTable table, long[] rows) {
    for (int trace = 0; trace < table.traces(); trace++) {
      if (!range.overlaps(table.traceStartNanos(trace), table.traceEndNanos(trace))) {
        for (int row : table.rowsOf(trace)) {
          rows[row >>> 6] &= ~(1L << row);
        }
      }
    }
  }
}
