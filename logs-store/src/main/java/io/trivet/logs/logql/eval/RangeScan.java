package io.trivet.logs.logql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.BatchCursor;
import io.trivet.logs.Direction;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.LogScan;
import io.trivet.logs.StreamSelection;
import io.trivet.logs.logql.pipeline.EntryState;
import io.trivet.logs.logql.pipeline.Pipeline;
import io.trivet.logs.logql.pipeline.SequenceCache;
import java.util.HashMap;
import java.util.Map;

/// Reads the entries a range aggregation needs, in parallel over streams, into one accumulator for
/// each series.
final class RangeScan {
  private static final int MAX_CACHED_SERIES = 50_000;

  private final RangePlan plan;
  private final TimeSteps steps;
  private final QueryContext context;
  private final Map<Labels, Accumulator> series = new HashMap<>();

  RangeScan(RangePlan plan, TimeSteps steps, QueryContext context) {
    this.plan = plan;
    this.steps = steps;
    this.context = context;
  }

  Map<Labels, Accumulator> run(LogQuerier querier, Workers workers) {
    TimeRange range = plan.timeRange(steps);
    if (plan.mayCountTimesOnly()) {
      LogScan scan = scan(range, plan.leanColumns());
      try (StreamSelection selection = querier.select(context, scan)) {
        if (plan.groupsByStreamLabels(selection)) {
          read(selection, workers, true);
          return series;
        }
      }
    }
    try (StreamSelection selection = querier.select(context, scan(range, LogScan.Columns.ALL))) {
      read(selection, workers, false);
    }
    return series;
  }

  private LogScan scan(TimeRange range, LogScan.Columns columns) {
    return new LogScan(
        plan.range().selector().matchers(),
        range,
        Direction.FORWARD,
        Pipeline.needles(plan.stages()),
        columns);
  }

  /// @param lean whether streams decide on everything, so that only times, and perhaps lengths of
  ///   lines, are there to be read
  private void read(StreamSelection selection, Workers workers, boolean lean) {
    context.checkSeries(selection.size());
    workers.run(selection.size(), () -> new Reader(selection, lean));
  }

  /// Reads streams on one thread.
  private final class Reader implements Workers.Worker {
    private final StreamSelection selection;
    private final Pipeline pipeline = plan.pipeline();
    private final EntryBatch batch = new EntryBatch();
    private final Map<Labels, Accumulator> own = new HashMap<>();
    private final SequenceCache<Accumulator> cache = new SequenceCache<>(MAX_CACHED_SERIES);
    private final boolean lean;
    private int[] selected = new int[1024];
    private int stream;

    Reader(StreamSelection selection, boolean lean) {
      this.selection = selection;
      this.lean = lean;
    }

    @Override
    public void task(int number) {
      stream = number;
      pipeline.stream(selection.labels(number));
      cache.clear();
      context.statistics().seriesTouched().increment();
      try (BatchCursor cursor = selection.open(number)) {
        while (cursor.next(batch)) {
          context.check();
          context.scanned(batch.byteLength);
          context.statistics().itemsScanned().add(batch.size);
          if (lean) {
            whole(selection.labels(number));
            continue;
          }
          if (selected.length < batch.size) {
            selected = new int[batch.size];
          }
          int count = pipeline.select(batch, selected);
          for (int i = 0; i < count; i++) {
            one(selected[i]);
          }
        }
      }
    }

    /// Adds every entry of the batch to the one series of its stream.
    private void whole(Labels labels) {
      Accumulator accumulator =
          own.computeIfAbsent(plan.key().labels(labels), _ -> plan.accumulator(steps, context));
      boolean weighed = plan.leanColumns() == LogScan.Columns.TIMES_AND_LENGTHS;
      for (int i = 0; i < batch.size; i++) {
        long time = batch.timestamps[i];
        int firstStep = plan.firstStep(steps, time);
        int lastStep = plan.lastStep(steps, time);
        if (firstStep <= lastStep) {
          accumulator.add(firstStep, lastStep, time, weighed ? batch.lengths[i] : 1, stream);
        }
      }
    }

    private void one(int index) {
      long time = batch.timestamps[index];
      int firstStep = plan.firstStep(steps, time);
      int lastStep = plan.lastStep(steps, time);
      if (firstStep > lastStep || !pipeline.run(batch, index)) {
        return;
      }
      EntryState entry = pipeline.state();
      if (entry.hasError() && entry.get(EntryState.PRESERVE_ERROR) == null) {
        throw pipelineError(entry);
      }
      Accumulator accumulator = accumulator(entry);
      int bytes = entry.to() - entry.from();
      accumulator.add(firstStep, lastStep, time, plan.value(pipeline, bytes), stream);
    }

    private Accumulator accumulator(EntryState entry) {
      plan.key().describe(entry, cache.key());
      Accumulator accumulator = cache.find();
      if (accumulator == null) {
        Labels labels = plan.key().labels(entry);
        accumulator = own.get(labels);
        if (accumulator == null) {
          accumulator = plan.accumulator(steps, context);
          own.put(labels, accumulator);
        }
        cache.put(accumulator);
      }
      return accumulator;
    }

    @Override
    public void finish() {
      own.forEach((labels, accumulator) ->
          series.merge(
              labels,
              accumulator,
              (a, b) -> {
                a.merge(b);
                return a;
              }));
    }
  }

  private static TrivetException pipelineError(EntryState entry) {
    String kind = entry.error();
    return new TrivetException(
        ErrorKind.BAD_DATA,
        "pipeline error: '"
            + kind
            + "' for series: '"
            + entry.labels().all()
            + "'.\nSkip such entries with a label filter: | __error__!=\""
            + kind
            + "\", or all entries in error with | __error__=\"\"; the filter may also stand behind"
            + " unwrap.\n");
  }
}
