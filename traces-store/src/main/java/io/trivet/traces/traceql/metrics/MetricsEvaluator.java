package io.trivet.traces.traceql.metrics;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.SpanScan;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.FieldUses;
import io.trivet.traces.traceql.eval.Parallel;
import io.trivet.traces.traceql.eval.PipelinePlan;
import io.trivet.traces.traceql.eval.RequiredTexts;
import io.trivet.traces.traceql.eval.TableView;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.MetricsResult;
import io.trivet.traces.traceql.result.MetricsSample;
import io.trivet.traces.traceql.result.MetricsSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Evaluates one metrics query. Owned by one thread.
public final class MetricsEvaluator {
  private final TraceQuerier store;
  private final Intervals intervals;
  private final boolean instant;
  private final int exemplars;
  private final int maxSeries;
  private final Parallel parallel;
  private final QueryContext context;
  private long inspectedTraces;
  private long inspectedSpans;

  /// @param instant whether there is one interval and gaps are no series
  /// @param exemplars how many are wanted of each pipeline
  /// @param maxSeries most series of the result, 0 for no bound
  public MetricsEvaluator(
      TraceQuerier store,
      Intervals intervals,
      boolean instant,
      int exemplars,
      int maxSeries,
      Parallel parallel,
      QueryContext context) {
    this.store = store;
    this.intervals = intervals;
    this.instant = instant;
    this.exemplars = instant ? 0 : exemplars;
    this.maxSeries = maxSeries;
    this.parallel = parallel;
    this.context = context;
  }

  public MetricsResult evaluate(MetricsExpr expr) {
    List<MetricsSeries> shown = new ArrayList<>();
    List<Series> sorted = new ArrayList<>(series(expr));
    sorted.sort(
        Comparator.<Series>comparingInt(one -> one.shown().size()).thenComparing(Series::order));
    boolean truncated = false;
    for (Series series : sorted) {
      List<MetricsSample> samples = new ArrayList<>();
      for (int i = 0; i < intervals.count(); i++) {
        double value = series.values()[i];
        if (!Double.isNaN(value)) {
          samples.add(new MetricsSample(intervals.timestampMs(i), value));
        }
      }
      if (samples.isEmpty()) {
        continue;
      }
      if (maxSeries > 0 && shown.size() == maxSeries) {
        truncated = true;
        break;
      }
      shown.add(new MetricsSeries(series.shown(), samples, series.exemplars()));
    }
    return new MetricsResult(shown, truncated, inspectedTraces, inspectedSpans);
  }

  private List<Series> series(MetricsExpr expr) {
    return switch (expr) {
      case MetricsExpr.OfPipeline of ->
          switch (of.function()) {
            case MetricsFunction.OverTime overTime -> overTime(of.pipeline(), overTime);
            case MetricsFunction.Compare compare -> compare(of.pipeline(), compare);
          };
      case MetricsExpr.Rank rank ->
          SeriesOperations.rank(
              series(rank.operand()), rank.largest(), rank.limit(), intervals.count());
      case MetricsExpr.Threshold threshold ->
          SeriesOperations.threshold(
              series(threshold.operand()),
              threshold.operator(),
              SeriesOperations.number(threshold.limit()));
      case MetricsExpr.Arithmetic arithmetic -> arithmetic(arithmetic);
      case MetricsExpr.Constant _ -> throw new IllegalStateException("a number alone");
    };
  }

  private List<Series> arithmetic(MetricsExpr.Arithmetic arithmetic) {
    if (arithmetic.left() instanceof MetricsExpr.Constant(Value number, _)) {
      return SeriesOperations.scale(
          arithmetic.operator(), series(arithmetic.right()), SeriesOperations.number(number), true);
    }
    List<Series> left = series(arithmetic.left());
    return arithmetic.right() instanceof MetricsExpr.Constant(Value number, _)
        ? SeriesOperations.scale(
            arithmetic.operator(), left, SeriesOperations.number(number), false)
        : SeriesOperations.combine(arithmetic.operator(), left, series(arithmetic.right()));
  }

  /// Receives the rows of one table that a pipeline finds.
  private interface RowVisitor {
    void visit(TableView view, long[] rows);
  }

  private void scan(Pipeline pipeline, FieldUses uses, RowVisitor visitor) {
    TimeRange range = new TimeRange(intervals.first(), intervals.last());
    store.scan(
        context,
        new SpanScan(range, RequiredTexts.of(pipeline)),
        table -> {
          context.check();
          inspectedTraces += table.traces();
          inspectedSpans += table.size();
          context.statistics().itemsScanned().add(table.size());
          try (TableView view = new TableView(table, context)) {
            visitor.visit(view, rows(PipelinePlan.of(pipeline, view, uses, parallel), table));
          }
          return true;
        });
  }

  /// The spans at the end of a pipeline, each once.
  private long[] rows(PipelinePlan plan, SpanTable table) {
    long[] direct = plan.rows();
    if (direct != null) {
      return direct;
    }
    long[] rows = new long[(table.size() + 63) >>> 6];
    plan.candidates().stream()
        .forEach(trace -> {
          context.check();
          plan.forEachRow(trace, row -> rows[row >>> 6] |= 1L << row);
        });
    return rows;
  }

  private List<Series> overTime(Pipeline pipeline, MetricsFunction.OverTime function) {
    FieldUses uses = FieldUses.of(pipeline);
    if (function.measured() != null) {
      uses.addWhole(function.measured());
    }
    function.by().forEach(uses::addWhole);
    SeriesBuilder builder = new SeriesBuilder(function, intervals, instant);
    SpanCounter counter = new SpanCounter(function, intervals, builder, parallel, context);
    Exemplars picked = new Exemplars(exemplars, intervals, uses.fields());
    scan(
        pipeline,
        uses,
        (view, rows) -> {
          Measure measure = Measure.of(function, view);
          counter.add(view, rows, measure);
          picked.add(
              view,
              rows,
              new GroupKeys(view, function.by()),
              measure,
              function.kind().isCounting());
        });
    Map<List<Value>, Accumulator> groups = counter.groups();
    if (groups.isEmpty() && function.by().isEmpty() && function.kind().isCounting()) {
      return builder.series(List.of(), builder.accumulator());
    }
    List<Series> series = new ArrayList<>();
    groups.forEach((values, accumulator) ->
        series.addAll(attach(function, builder.series(values, accumulator), picked.of(values))));
    counter.release();
    return series;
  }

  /// Gives the exemplars of a group to its series: the nearest quantile, the bucket that holds the
  /// value, or the only one there is.
  private static List<Series> attach(
      MetricsFunction.OverTime function, List<Series> series, List<Exemplars.Found> found) {
    if (found.isEmpty()) {
      return series;
    }
    double unit = Measure.isDuration(function) ? 1e9 : 1;
    List<List<MetricsExemplar>> lists = new ArrayList<>();
    series.forEach(_ -> lists.add(new ArrayList<>()));
    for (Exemplars.Found one : found) {
      MetricsExemplar exemplar = one.exemplar();
      int best =
          switch (function.kind()) {
            case QUANTILE -> nearest(series, one.interval(), exemplar.value() / unit);
            case HISTOGRAM -> bucket(series, exemplar.value() / unit);
            case RATE, COUNT, MIN, MAX, AVG, SUM -> 0;
          };
      if (best < 0) {
        continue;
      }
      double value =
          switch (function.kind()) {
            case QUANTILE -> exemplar.value() / unit;
            case HISTOGRAM, RATE, COUNT -> series.get(best).values()[one.interval()];
            case MIN, MAX, AVG, SUM -> exemplar.value();
          };
      lists.get(best).add(new MetricsExemplar(exemplar.labels(), value, exemplar.timestampMs()));
    }
    List<Series> result = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      result.add(new Series(one.labels(), one.name(), one.values(), lists.get(i)));
    }
    return result;
  }

  private static int nearest(List<Series> series, int interval, double value) {
    int best = -1;
    double distance = Double.POSITIVE_INFINITY;
    for (int i = 0; i < series.size(); i++) {
      double away = Math.abs(series.get(i).values()[interval] - value);
      if (away < distance) {
        distance = away;
        best = i;
      }
    }
    return best;
  }

  /// Buckets come in the order of their bounds.
  private static int bucket(List<Series> series, double value) {
    for (int i = 0; i < series.size(); i++) {
      if (series.get(i).labels().getLast().value() instanceof Value.Real(double bound)
          && value <= bound) {
        return i;
      }
    }
    return -1;
  }

  private List<Series> compare(Pipeline pipeline, MetricsFunction.Compare function) {
    FieldUses uses = FieldUses.of(pipeline);
    FieldUses ofSelection = FieldUses.of(function.selection());
    Comparison comparison = new Comparison(function, intervals, context);
    scan(
        pipeline,
        uses,
        (view, rows) ->
            comparison.add(
                view,
                rows,
                Arrays.copyOf(
                    PipelinePlan.filter(function.selection(), view, ofSelection, parallel),
                    rows.length)));
    return comparison.series();
  }
}
