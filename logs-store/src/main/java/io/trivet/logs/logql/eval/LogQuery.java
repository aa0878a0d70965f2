package io.trivet.logs.logql.eval;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.BatchCursor;
import io.trivet.logs.Direction;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.LogScan;
import io.trivet.logs.StreamSelection;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.pipeline.EntryState;
import io.trivet.logs.logql.pipeline.Pipeline;
import io.trivet.logs.logql.pipeline.RequiredLabels;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds the first entries of a log query in the asked direction. Streams are read in parallel, the
/// most promising first; as soon as there are enough entries, whatever lies behind the last of them
/// is not read.
final class LogQuery {
  private final LogExpr expr;
  private final Direction direction;
  private final QueryContext context;
  private final FirstEntries first;

  /// @param intervalNanos least distance of two entries in the result; 0 for all
  LogQuery(LogExpr expr, Direction direction, int limit, long intervalNanos, QueryContext context) {
    this.expr = expr;
    this.direction = direction;
    this.context = context;
    this.first = new FirstEntries(direction, limit, intervalNanos, context);
  }

  /// @param end not included
  LogqlResult.Streams run(LogQuerier querier, Workers workers, long start, long end) {
    if (end <= start) {
      return new LogqlResult.Streams(List.of());
    }
    LogScan scan =
        new LogScan(
            expr.matchers(),
            new TimeRange(start, end - 1),
            direction,
            Pipeline.needles(expr.stages()),
            LogScan.Columns.ALL);
    try (StreamSelection selection = querier.select(context, scan)) {
      context.checkSeries(selection.size());
      int[] order = byBounds(selection);
      workers.run(order.length, () -> new Reader(selection, order));
    }
    List<LogqlResult.Entry> entries = first.entries();
    context.statistics().itemsReturned().add(entries.size());
    return new LogqlResult.Streams(entries);
  }

  /// Streams in the order in which they can hold the first entries.
  private int[] byBounds(StreamSelection selection) {
    int size = selection.size();
    if (size < 2) {
      return IntStream.range(0, size).toArray();
    }
    long[] bounds = new long[size];
    for (int i = 0; i < size; i++) {
      try (BatchCursor cursor = selection.open(i)) {
        bounds[i] = direction == Direction.FORWARD ? cursor.nextMinNanos() : cursor.nextMaxNanos();
      }
    }
    Comparator<Integer> byTime = Comparator.comparingLong(i -> bounds[i]);
    return IntStream.range(0, size)
        .boxed()
        .sorted(direction == Direction.FORWARD ? byTime : byTime.reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Reads streams on one thread.
  private final class Reader implements Workers.Worker {
    private final StreamSelection selection;
    private final int[] order;
    private final Pipeline pipeline = new Pipeline(expr.stages(), null, RequiredLabels.ALL);
    private final EntryBatch batch = new EntryBatch();
    private int[] selected = new int[1024];

    Reader(StreamSelection selection, int[] order) {
      this.selection = selection;
      this.order = order;
    }

    @Override
    public void task(int number) {
      int stream = order[number];
      pipeline.stream(selection.labels(stream));
      context.statistics().seriesTouched().increment();
      long sequence = 0;
      try (BatchCursor cursor = selection.open(stream)) {
        while (mayMatter(cursor) && cursor.next(batch)) {
          context.check();
          context.scanned(batch.byteLength);
          context.statistics().itemsScanned().add(batch.size);
          if (selected.length < batch.size) {
            selected = new int[batch.size];
          }
          int count = pipeline.select(batch, selected);
          for (int i = 0; i < count; i++) {
            int index = selected[i];
            if (first.isBehind(batch.timestamps[index])) {
              return;
            }
            if (pipeline.run(batch, index)) {
              EntryState state = pipeline.state();
              first.offer(EntryPipeline.entry(state), stream, sequence + index);
            }
          }
          sequence += batch.size;
        }
      }
    }

    private boolean mayMatter(BatchCursor cursor) {
      return !first.isBehind(
          direction == Direction.FORWARD ? cursor.nextMinNanos() : cursor.nextMaxNanos());
    }

    @Override
    public void finish() {
      // Entries are shared already.
    }
  }
}
