package io.trivet.traces.traceql.metrics;

import io.trivet.core.query.QueryContext;
import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.Parallel;
import io.trivet.traces.traceql.eval.TableView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Accumulates the rows of tables by group and interval. Large tables are cut into ranges of rows
/// that run in parallel, each with groups of its own that are merged in order. Owned by one thread.
final class SpanCounter {
  private static final int WORDS_PER_PART = 4096;

  private final MetricsFunction.OverTime function;
  private final Intervals intervals;
  private final SeriesBuilder builder;
  private final Parallel parallel;
  private final QueryContext context;
  private final Map<List<Value>, Accumulator> groups = new LinkedHashMap<>();

  SpanCounter(
      MetricsFunction.OverTime function,
      Intervals intervals,
      SeriesBuilder builder,
      Parallel parallel,
      QueryContext context) {
    this.function = function;
    this.intervals = intervals;
    this.builder = builder;
    this.parallel = parallel;
    this.context = context;
  }

  /// Groups of one range of rows.
  private final class Part {
    private final GroupKeys keys;
    private final List<Accumulator> accumulators = new ArrayList<>();

    Part(TableView view) {
      keys = new GroupKeys(view, function.by());
    }

    void run(SpanTable table, long[] rows, Measure measure, int from, int to) {
      boolean counting = function.kind().isCounting();
      for (int w = from; w < to; w++) {
        if ((w & 1023) == 0) {
          context.check();
        }
        for (long rest = rows[w]; rest != 0; rest &= rest - 1) {
          int row = (w << 6) + Long.numberOfTrailingZeros(rest);
          int interval = intervals.index(table.startNanos(row));
          if (interval < 0) {
            continue;
          }
          double value = counting ? 0 : measure.of(row);
          if (!Double.isNaN(value)) {
            accumulator(keys.group(row)).add(interval, value);
          }
        }
      }
    }

    private Accumulator accumulator(int group) {
      while (accumulators.size() <= group) {
        context.checkSeries(accumulators.size() + 1L);
        context.holdMemory(Accumulator.bytes(intervals.count()));
        accumulators.add(builder.accumulator());
      }
      return accumulators.get(group);
    }
  }

  /// Takes in the rows of a table.
  ///
  /// @param rows as bits
  void add(TableView view, long[] rows, Measure measure) {
    int parts = Math.max(1, Math.min(parallel.threads(), rows.length / WORDS_PER_PART));
    Part[] done = new Part[parts];
    parallel.forEach(
        parts,
        p -> {
          Part part = new Part(view);
          int from = (int) ((long) rows.length * p / parts);
          int to = (int) ((long) rows.length * (p + 1) / parts);
          part.run(view.table(), rows, measure, from, to);
          done[p] = part;
        });
    for (Part part : done) {
      merge(part);
    }
  }

  private void merge(Part part) {
    for (int group = 0; group < part.accumulators.size(); group++) {
      Accumulator accumulator = part.accumulators.get(group);
      Accumulator known = groups.putIfAbsent(part.keys.values(group), accumulator);
      if (known != null) {
        known.merge(accumulator);
        context.holdMemory(-Accumulator.bytes(intervals.count()));
      }
    }
    context.checkSeries(groups.size());
  }

  /// Accumulators by the values of the `by` fields, in the order they were met.
  Map<List<Value>, Accumulator> groups() {
    return groups;
  }

  /// Gives the memory of the groups back.
  void release() {
    context.holdMemory(-groups.size() * Accumulator.bytes(intervals.count()));
  }
}
