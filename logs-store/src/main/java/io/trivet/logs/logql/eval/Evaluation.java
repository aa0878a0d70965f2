package io.trivet.logs.logql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.Direction;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.MetricExpr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// One run of one query.
public final class Evaluation {
  private final LogQuerier querier;
  private final Workers workers;
  private final int maxSeries;
  private final TimeSteps steps;
  private final QueryContext context;

  /// @param maxSeries most series of a result; 0 for no limit
  public Evaluation(
      LogQuerier querier, Workers workers, int maxSeries, TimeSteps steps, QueryContext context) {
    this.querier = querier;
    this.workers = workers;
    this.maxSeries = maxSeries;
    this.steps = steps;
    this.context = context;
  }

  public LogqlResult run(Expr expr, long intervalNanos, int limit, Direction direction) {
    return switch (expr) {
      case LogExpr log -> {
        if (steps.isInstant()) {
          throw new TrivetException(
              ErrorKind.BAD_DATA,
              "log queries are not supported as an instant query type, please change your query to"
                  + " a range query type");
        }
        yield new LogQuery(log, direction, limit, intervalNanos, context)
            .run(querier, workers, steps.start(), steps.end());
      }
      case MetricExpr.Literal literal -> constant(literal.value());
      case MetricExpr metric -> metric(metric);
    };
  }

  private LogqlResult constant(double value) {
    if (steps.isInstant()) {
      return new LogqlResult.Scalar(steps.millis(0), value);
    }
    double[] values = new double[steps.count()];
    Arrays.fill(values, value);
    return matrix(List.of(new StepSeries(Labels.EMPTY, values)));
  }

  private LogqlResult metric(MetricExpr metric) {
    MetricEvaluator evaluator = new MetricEvaluator(querier, workers, maxSeries, steps, context);
    List<StepSeries> series = evaluator.evaluate(metric);
    evaluator.checkSeries(series);
    if (steps.isInstant()) {
      return vector(series, sorts(metric));
    }
    return matrix(series);
  }

  private LogqlResult vector(List<StepSeries> series, boolean sorted) {
    List<LogqlResult.Sample> samples = new ArrayList<>();
    for (StepSeries one : series) {
      if (!StepSeries.isAbsent(one.values()[0])) {
        samples.add(new LogqlResult.Sample(one.labels(), one.values()[0]));
      }
    }
    if (!sorted) {
      samples.sort(Comparator.comparing(LogqlResult.Sample::labels));
    }
    return new LogqlResult.Vector(steps.millis(0), samples);
  }

  /// Whether a `sort` anywhere in the query decides on the order of its result.
  private static boolean sorts(MetricExpr expr) {
    return switch (expr) {
      case MetricExpr.Literal _, MetricExpr.VectorLiteral _, MetricExpr.RangeAggregation _ -> false;
      case MetricExpr.VectorAggregation aggregation ->
          aggregation.op().sorts() || sorts(aggregation.operand());
      case MetricExpr.LabelReplace replace -> sorts(replace.operand());
      case MetricExpr.Binary binary -> sorts(binary.left()) || sorts(binary.right());
    };
  }

  private LogqlResult matrix(List<StepSeries> series) {
    List<LogqlResult.Series> result = new ArrayList<>();
    for (StepSeries one : series) {
      long[] times = new long[steps.count()];
      double[] values = new double[steps.count()];
      int n = 0;
      for (int i = 0; i < values.length; i++) {
        if (!StepSeries.isAbsent(one.values()[i])) {
          times[n] = steps.millis(i);
          values[n++] = one.values()[i];
        }
      }
      if (n > 0) {
        result.add(
            new LogqlResult.Series(
                one.labels(), Arrays.copyOf(times, n), Arrays.copyOf(values, n)));
      }
    }
    result.sort(Comparator.comparing(LogqlResult.Series::labels));
    return new LogqlResult.Matrix(result);
  }
}
