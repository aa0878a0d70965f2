package io.trivet.metrics.promql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.Windows;
import io.trivet.metrics.promql.plan.Plan;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Walks a plan. Vectors that come out are lazy where they can be: reading them does the work.
public final class Evaluator {
  private final Evaluation evaluation;
  private final @Nullable SampleCounts counts;

  public Evaluator(Evaluation evaluation) {
    this(evaluation, evaluation.counts());
  }

  /// @param counts of the samples that selectors find; null if nobody asks
  private Evaluator(Evaluation evaluation, @Nullable SampleCounts counts) {
    this.evaluation = evaluation;
    this.counts = counts;
  }

  /// Evaluates what is the same at every step.
  private Evaluator invariant() {
    return counts == null ? this : new Evaluator(evaluation, counts.invariant());
  }

  /// Evaluates without counting.
  Evaluator uncounted() {
    return new Evaluator(evaluation, null);
  }

  @Nullable SampleCounts counts() {
    return counts;
  }

  Evaluation evaluation() {
    return evaluation;
  }

  Names names() {
    return new Names(evaluation);
  }

  /// All series of a plan whose type is an instant vector.
  public List<Series> collect(Plan plan, Steps steps) {
    return new Collector(evaluation).collect(vector(plan, steps));
  }

  /// All series of a plan whose type is an instant vector, as they leave the query: without the
  /// names that were to be dropped.
  public List<Series> finished(Plan plan, Steps steps) {
    return Names.finish(collect(plan, steps));
  }

  /// Hands over the samples of a plan whose type is a range vector, series by series.
  public void readRange(Plan plan, Steps steps, RangeConsumer consumer) {
    new RangeReader(this, plan).read(range(plan, steps), consumer);
  }

  /// Takes the samples `low .. high - 1` of a series; the buffer is reused afterwards.
  public interface RangeConsumer {
    void accept(Labels labels, SampleBuffer samples, int low, int high);
  }

  /// The values of a plan whose type is scalar.
  public double[] scalar(Plan plan, Steps steps) {
    evaluation.context().holdMemory(8L * steps.count());
    return switch (plan) {
      case Plan.Constant(double value, var _) -> Arithmetic.repeat(value, steps.count());
      case Plan.StepInvariant(var inner, var _) ->
          Arithmetic.repeat(invariant().scalar(inner, Steps.at(steps.startMs()))[0], steps.count());
      case Plan.Negate(var inner, var _) -> {
        double[] values = scalar(inner, steps);
        for (int i = 0; i < values.length; i++) {
          values[i] = -values[i];
        }
        yield values;
      }
      case Plan.Binary(var op, var left, var right, var _, boolean _, var _) -> {
        double[] out = scalar(left, steps);
        Arithmetic.scalars(op, out, scalar(right, steps), out);
        yield out;
      }
      case Plan.Call call -> new ScalarFunctions(this).call(call, steps);
      case Plan.Text _,
          Plan.InstantSelect _,
          Plan.RangeSelect _,
          Plan.Subquery _,
          Plan.Aggregate _ ->
          throw unexpected(plan, ValueType.SCALAR);
    };
  }

  /// The vector of a plan whose type is an instant vector.
  Vector vector(Plan plan, Steps steps) {
    evaluation.context().check();
    return switch (plan) {
      case Plan.InstantSelect select -> instant(select, steps, SelectorVector.Told.VALUE);
      case Plan.StepInvariant(var inner, var _) -> {
        Vector once = invariant().vector(inner, Steps.at(steps.startMs()));
        yield steps.count() == 1 && steps.startMs() == once.steps().startMs()
            ? once
            : new BroadcastVector(steps, new Collector(evaluation).collect(once));
      }
      case Plan.Negate(var inner, var _) ->
          new ElementVector(
              names().drop(vector(inner, steps), true), column -> Arithmetic.negate(column));
      case Plan.Binary binary -> binary(binary, steps);
      case Plan.Aggregate aggregate -> new Aggregator(this, aggregate, steps).run();
      case Plan.Call call -> new VectorFunctions(this, call, steps).run();
      case Plan.Constant _, Plan.Text _, Plan.RangeSelect _, Plan.Subquery _ ->
          throw unexpected(plan, ValueType.VECTOR);
    };
  }

  Vector instant(Plan.InstantSelect select, Steps steps, SelectorVector.Told told) {
    Plan.Selector selector = select.selector();
    long lookback = evaluation.settings().lookbackMs();
    Windows windows = new Windows(steps, lookback, selector.offsetMs(), selector.pinnedMs());
    return new SelectorVector(
        evaluation,
        evaluation.select(
            selector.matchers(),
            windows.firstStart() + 1,
            windows.lastEnd() + (select.smoothed() ? lookback : 0)),
        windows,
        select.smoothed(),
        selector.countAndSumOnly(),
        told,
        counts,
        select.at());
  }

  /// The range vector of a plan whose type is one.
  RangeVector range(Plan plan, Steps steps) {
    return switch (plan) {
      case Plan.RangeSelect select -> {
        Plan.Selector selector = select.selector();
        Windows windows =
            new Windows(steps, select.rangeMs(), selector.offsetMs(), selector.pinnedMs());
        long lookback = evaluation.settings().lookbackMs();
        yield new SelectorRange(
            evaluation,
            evaluation.select(
                selector.matchers(),
                windows.firstStart() + 1 - (select.anchored() || select.smoothed() ? lookback : 0),
                windows.lastEnd() + (select.smoothed() ? lookback : 0)),
            windows,
            selector.countAndSumOnly());
      }
      case Plan.Subquery subquery -> subquery(subquery, steps);
      case Plan.Constant _,
          Plan.Text _,
          Plan.InstantSelect _,
          Plan.Call _,
          Plan.Aggregate _,
          Plan.Binary _,
          Plan.Negate _,
          Plan.StepInvariant _ ->
          throw unexpected(plan, ValueType.MATRIX);
    };
  }

  private RangeVector subquery(Plan.Subquery subquery, Steps steps) {
    Windows windows =
        new Windows(steps, subquery.rangeMs(), subquery.offsetMs(), subquery.pinnedMs());
    long step = subquery.stepMs();
    long first = Math.floorDiv(windows.firstStart(), step) * step + step;
    long last = Math.floorDiv(windows.lastEnd(), step) * step;
    if (last < first) {
      return new SubqueryRange(new SeriesVector(Steps.at(first), List.of()), windows);
    }
    Steps grid = Steps.between(first, last, step);
    evaluation.context().holdMemory(16L * grid.count());
    if (counts == null) {
      return new SubqueryRange(vector(subquery.expr(), grid), windows);
    }
    evaluation.context().holdMemory(16L * grid.count());
    Evaluator inner = new Evaluator(evaluation, counts.subquery(grid, windows));
    return new SubqueryRange(inner.vector(subquery.expr(), grid), windows);
  }

  private Vector binary(Plan.Binary binary, Steps steps) {
    boolean leftScalar = binary.left().type() == ValueType.SCALAR;
    boolean rightScalar = binary.right().type() == ValueType.SCALAR;
    if (!leftScalar && !rightScalar) {
      List<Series> left = collect(binary.left(), steps);
      List<Series> right = collect(binary.right(), steps);
      return binary.op().isSet()
          ? new SetOperation(evaluation, binary, steps).run(left, right)
          : new VectorJoin(evaluation, binary, steps).run(left, right);
    }
    double[] scalar = null;
    Vector vector;
    if (leftScalar) {
      scalar = scalar(binary.left(), steps);
      vector = vector(binary.right(), steps);
    } else {
      vector = vector(binary.left(), steps);
      scalar = scalar(binary.right(), steps);
    }
    BinaryOp op = binary.op();
    if (op.dropsName() || binary.returnBool()) {
      vector = names().drop(vector, true);
    }
    return new ElementVector(vector, scalarChange(binary, scalar, leftScalar));
  }

  private Consumer<Column> scalarChange(Plan.Binary binary, double[] scalar, boolean scalarLeft) {
    return column ->
        new Arithmetic(binary.op(), binary.at())
            .withScalar(column, scalar, scalarLeft, binary.returnBool(), evaluation.annotations());
  }

  static TrivetException failed(String message) {
    return new TrivetException(ErrorKind.EXECUTION, message);
  }

  static IllegalStateException unexpected(@Nullable Object plan, ValueType wanted) {
    return new IllegalStateException("not of type " + wanted.documentedName + ": " + plan);
  }
}
