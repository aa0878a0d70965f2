package io.trivet.metrics.promql;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.eval.Evaluation;
import io.trivet.metrics.promql.eval.Evaluator;
import io.trivet.metrics.promql.plan.Plan;
import io.trivet.metrics.promql.plan.Planner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Evaluates an expression and gives the result its final shape and order.
final class ResultBuilder {
  /// What a series takes besides its points.
  private static final long ROW_BYTES = 120;

  private final Evaluation evaluation;
  private final Evaluator evaluator;
  private final Steps steps;
  private final boolean instant;

  ResultBuilder(Evaluation evaluation, boolean instant) {
    this.evaluation = evaluation;
    this.evaluator = new Evaluator(evaluation);
    this.steps = evaluation.steps();
    this.instant = instant;
  }

  QueryResult build(String query, Expr expr) {
    Plan plan =
        new Planner(
                query,
                steps.startMs(),
                evaluation.endMs(),
                instant ? 0 : steps.stepMs(),
                evaluation.settings().subqueryStepMs())
            .plan(expr);
    return switch (plan.type()) {
      case STRING ->
          new QueryResult.Text(steps.startMs(), plan instanceof Plan.Text text ? text.value() : "");
      case SCALAR -> scalar(evaluator.scalar(plan, steps));
      case VECTOR -> vector(evaluator.finished(plan, steps), plan);
      case MATRIX -> new QueryResult.Matrix(sorted(ranges(plan)));
    };
  }

  private QueryResult scalar(double[] values) {
    if (instant) {
      return new QueryResult.Scalar(steps.startMs(), values[0]);
    }
    Column column = new Column(values.length);
    System.arraycopy(values, 0, column.values, 0, values.length);
    return new QueryResult.Matrix(List.of(points(new Series(Labels.EMPTY, false, column))));
  }

  private List<QueryResult.Series> ranges(Plan plan) {
    List<QueryResult.Series> rows = new ArrayList<>();
    evaluator.readRange(
        plan,
        steps,
        (labels, samples, low, high) -> {
          QueryResult.Series row = points(labels, samples, low, high);
          rows.add(row);
        });
    return rows;
  }

  private QueryResult.Series points(Labels labels, SampleBuffer samples, int low, int high) {
    int histograms = 0;
    for (int i = low; i < high; i++) {
      if (samples.histogram(i) != null) {
        histograms++;
      }
    }
    int floats = high - low - histograms;
    evaluation.context().holdSamples(high - low);
    evaluation.context().holdMemory(ROW_BYTES + labels.heapBytes() + 16L * (high - low));
    long[] times = new long[floats];
    double[] values = new double[floats];
    long[] histogramTimes = new long[histograms];
    NativeHistogram[] histogramValues = new NativeHistogram[histograms];
    int f = 0;
    int h = 0;
    for (int i = low; i < high; i++) {
      NativeHistogram histogram = samples.histogram(i);
      if (histogram != null) {
        histogramTimes[h] = samples.timestamps[i];
        histogramValues[h++] = histogram;
      } else {
        times[f] = samples.timestamps[i];
        values[f++] = samples.values[i];
      }
    }
    return new QueryResult.Series(labels, times, values, histogramTimes, histogramValues);
  }

  private QueryResult vector(List<Series> series, Plan plan) {
    if (!instant) {
      List<QueryResult.Series> rows = new ArrayList<>(series.size());
      evaluation.context().check();
      for (Series one : series) {
        rows.add(points(one));
      }
      return new QueryResult.Matrix(sorted(rows));
    }
    List<QueryResult.Sample> samples = new ArrayList<>(series.size());
    evaluation.context().holdMemory(ROW_BYTES * series.size());
    for (Series one : series) {
      samples.add(
          new QueryResult.Sample(one.labels(), one.column().values[0], one.column().histogram(0)));
    }
    if (!isOrdered(plan)) {
      samples.sort(Comparator.comparing(QueryResult.Sample::labels));
    }
    return new QueryResult.Vector(steps.startMs(), samples);
  }

  private static List<QueryResult.Series> sorted(List<QueryResult.Series> series) {
    List<QueryResult.Series> sorted = new ArrayList<>(series);
    sorted.sort(Comparator.comparing(QueryResult.Series::labels));
    return sorted;
  }

  private QueryResult.Series points(Series series) {
    Column column = series.column();
    int floats = 0;
    int histograms = 0;
    for (int i = 0; i < column.count; i++) {
      if (column.histogram(i) != null) {
        histograms++;
      } else if (column.hasFloat(i)) {
        floats++;
      }
    }
    evaluation.context().holdMemory(ROW_BYTES + 16L * (floats + histograms));
    long[] times = new long[floats];
    double[] values = new double[floats];
    long[] histogramTimes = new long[histograms];
    NativeHistogram[] histogramValues = new NativeHistogram[histograms];
    int f = 0;
    int h = 0;
    for (int i = 0; i < column.count; i++) {
      NativeHistogram histogram = column.histogram(i);
      if (histogram != null) {
        histogramTimes[h] = steps.time(i);
        histogramValues[h++] = histogram;
      } else if (column.hasFloat(i)) {
        times[f] = steps.time(i);
        values[f++] = column.values[i];
      }
    }
    return new QueryResult.Series(series.labels(), times, values, histogramTimes, histogramValues);
  }

  /// Whether the query asks for an order.
  private static boolean isOrdered(Plan plan) {
    return switch (plan) {
      case Plan.Call call -> {
        if (call.function().startsWith("sort")) {
          yield true;
        }
        boolean ordered = false;
        for (Plan arg : call.args()) {
          ordered |= isOrdered(arg);
        }
        yield ordered;
      }
      case Plan.Aggregate aggregate ->
          switch (aggregate.op()) {
            case TOPK, BOTTOMK -> true;
            case LIMITK,
                LIMIT_RATIO,
                SUM,
                AVG,
                COUNT,
                MIN,
                MAX,
                GROUP,
                STDDEV,
                STDVAR,
                COUNT_VALUES,
                QUANTILE ->
                false;
          };
      case Plan.Binary binary ->
          binary.matching() == null && (isOrdered(binary.left()) || isOrdered(binary.right()));
      case Plan.Negate(var inner, var _) -> isOrdered(inner);
      case Plan.StepInvariant(var inner, var _) -> isOrdered(inner);
      case Plan.Constant _,
          Plan.Text _,
          Plan.InstantSelect _,
          Plan.RangeSelect _,
          Plan.Subquery _ ->
          false;
    };
  }
}
