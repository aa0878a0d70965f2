package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.ast.AggregationOp;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.FloatText;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.function.Annotations;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Evaluates an aggregation.
///
/// Sums, counts, extremes and deviations are folded series by series: series are put in the order
/// of their groups and cut into tasks; each task folds its series into one accumulator per group it
/// meets; accumulators of one group are merged in order, so that results do not depend on which
/// thread did what. The other operators need all series of a group at once ([SeriesAggregator]).
final class Aggregator {
  private static final int MAX_TASKS = 64;
  private static final long PART_BYTES = 120;

  private final Evaluator evaluator;
  private final Evaluation evaluation;
  private final Plan.Aggregate plan;
  private final Steps steps;

  Aggregator(Evaluator evaluator, Plan.Aggregate plan, Steps steps) {
    this.evaluator = evaluator;
    this.evaluation = evaluator.evaluation();
    this.plan = plan;
    this.steps = steps;
  }

  Vector run() {
    SeriesAggregator selecting = new SeriesAggregator(evaluation, plan, steps);
    return switch (plan.op()) {
      case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR ->
          fold(evaluator.vector(plan.expr(), steps));
      case TOPK, BOTTOMK -> {
        double[] k = sizes();
        if (isNothing(k)) {
          operand();
          yield new SeriesVector(steps, List.of());
        }
        yield selecting.extremes(operand(), k, plan.op() == AggregationOp.TOPK);
      }
      case LIMITK -> {
        double[] k = sizes();
        yield selecting.first(operand(), k);
      }
      case LIMIT_RATIO -> {
        double[] ratios = ratios();
        yield selecting.share(operand(), ratios);
      }
      case QUANTILE -> {
        double[] quantiles = parameter();
        tellInvalid(quantiles);
        yield selecting.quantile(operand(), quantiles);
      }
      case COUNT_VALUES -> {
        String label = LabelFunctions.text(parameterPlan());
        if (!LabelFunctions.isLabelName(label)) {
          throw Evaluator.failed("invalid label name " + Annotations.quoted(label));
        }
        yield selecting.countValues(operand(), label);
      }
    };
  }

  private static Plan unwrapped(Plan plan) {
    return plan instanceof Plan.StepInvariant(var inner, var _) ? inner : plan;
  }

  private List<Series> operand() {
    return evaluator.collect(plan.expr(), steps);
  }

  private Plan parameterPlan() {
    Plan parameter = plan.parameter();
    if (parameter == null) {
      throw new IllegalStateException("no parameter: " + plan);
    }
    return unwrapped(parameter);
  }

  private double[] parameter() {
    return evaluator.scalar(parameterPlan(), steps);
  }

  private static boolean isNothing(double[] sizes) {
    for (double size : sizes) {
      if (!(size < 1)) {
        return false;
      }
    }
    return true;
  }

  /// How many elements to choose at each step; what is below 1 at all steps is not looked at
  /// closer.
  private double[] sizes() {
    double[] sizes = parameter();
    if (isNothing(sizes)) {
      return sizes;
    }
    for (double size : sizes) {
      if (Double.isNaN(size)) {
        throw Evaluator.failed("Parameter value is NaN");
      }
      if (size >= 0x1p63) {
        throw Evaluator.failed("Scalar value " + FloatText.general(size) + " overflows int64");
      }
      if (size <= -0x1p63) {
        throw Evaluator.failed("Scalar value " + FloatText.general(size) + " underflows int64");
      }
    }
    return sizes;
  }

  private double[] ratios() {
    double[] ratios = parameter();
    double largest = Double.NEGATIVE_INFINITY;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ratios.length; i++) {
      double ratio = ratios[i];
      if (Double.isNaN(ratio)) {
        throw Evaluator.failed("Ratio value is NaN");
      }
      largest = Math.max(largest, ratio);
      smallest = Math.min(smallest, ratio);
      ratios[i] = Math.max(-1, Math.min(1, ratio));
    }
    if (largest > 1) {
      tellCapped(largest, "1");
    }
    if (smallest < -1) {
      tellCapped(smallest, "-1");
    }
    return ratios;
  }

  private void tellCapped(double ratio, String bound) {
    evaluation
        .annotations()
        .warn(
            "ratio value should be between -1 and 1, got "
                + FloatText.general(ratio)
                + ", capping to "
                + bound,
            parameterPlan().at());
  }

  /// Tells of quantiles which are none: of the largest, of the smallest and of one that is not a
  /// number.
  private void tellInvalid(double[] quantiles) {
    double largest = 1;
    double smallest = 0;
    boolean undefined = false;
    for (double q : quantiles) {
      undefined |= Double.isNaN(q);
      largest = q > largest ? q : largest;
      smallest = q < smallest ? q : smallest;
    }
    Annotations annotations = evaluation.annotations();
    if (undefined) {
      annotations.invalidQuantile(Double.NaN, parameterPlan().at(), plan.at());
    }
    if (largest > 1) {
      annotations.invalidQuantile(largest, parameterPlan().at(), plan.at());
    }
    if (smallest < 0) {
      annotations.invalidQuantile(smallest, parameterPlan().at(), plan.at());
    }
  }

  private Accumulator accumulator(Vector vector) {
    int count = steps.count();
    IntFunction<String> names = series -> vector.label(series, Labels.METRIC_NAME);
    var annotations = evaluation.annotations();
    var at = unwrapped(plan.expr()).at();
    return switch (plan.op()) {
      case SUM -> new SumAccumulator(count, false, names, annotations, at);
      case AVG -> new SumAccumulator(count, true, names, annotations, at);
      case COUNT -> new CountAccumulator(count, false);
      case GROUP -> new CountAccumulator(count, true);
      case MIN -> new ExtremeAccumulator(count, false, annotations, at);
      case MAX -> new ExtremeAccumulator(count, true, annotations, at);
      case STDDEV -> new DeviationAccumulator(count, true, annotations, at);
      case STDVAR -> new DeviationAccumulator(count, false, annotations, at);
      case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO ->
          throw new IllegalStateException("not folded: " + plan.op());
    };
  }

  /// What one task gathered of one group.
  private record Part(int group, Accumulator accumulator) {}

  private Vector fold(Vector vector) {
    Groups groups = Groups.of(evaluation.context(), vector, plan.grouping(), plan.without());
    int[] order = groups.byGroup();
    // Each task has accumulators of its own: more tasks would take more memory.
    int perTask = Math.max(Collector.taskSize(vector), order.length / MAX_TASKS);
    int tasks = (order.length + perTask - 1) / perTask;
    List<@Nullable List<Part>> parts = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      parts.add(null);
    }
    evaluation
        .pool()
        .run(
            tasks,
            (task, scratch) -> {
              evaluation.context().check();
              List<Part> mine = new ArrayList<>();
              Column column = scratch.takeColumn(steps.count());
              int end = Math.min(order.length, (task + 1) * perTask);
              for (int i = task * perTask; i < end; i++) {
                evaluation.context().check();
                int group = groups.groupOf[order[i]];
                if (mine.isEmpty() || mine.getLast().group != group) {
                  evaluation.context().holdMemory(PART_BYTES + 20L * steps.count());
                  mine.add(new Part(group, accumulator(vector)));
                }
                column.clear();
                vector.read(order[i], scratch, column);
                mine.getLast().accumulator.add(order[i], column);
              }
              scratch.give(column);
              parts.set(task, mine);
            });
    return new SeriesVector(steps, finish(groups, parts, dropped(vector, groups)));
  }

  private static boolean[] dropped(Vector vector, Groups groups) {
    boolean[] dropped = new boolean[groups.count()];
    for (int i = 0; i < groups.groupOf.length; i++) {
      dropped[groups.groupOf[i]] |= vector.dropsName(i);
    }
    return dropped;
  }

  private List<Series> finish(Groups groups, List<@Nullable List<Part>> parts, boolean[] dropped) {
    @Nullable Accumulator[] whole = new Accumulator[groups.count()];
    for (List<Part> task : parts) {
      if (task == null) {
        continue;
      }
      for (Part part : task) {
        Accumulator earlier = whole[part.group];
        if (earlier == null) {
          whole[part.group] = part.accumulator;
        } else {
          earlier.merge(part.accumulator);
        }
      }
    }
    List<Series> out = new ArrayList<>(whole.length);
    for (int g = 0; g < whole.length; g++) {
      Accumulator accumulator = whole[g];
      if (accumulator == null) {
        continue;
      }
      Column column = accumulator.finish();
      int points = column.points();
      if (points > 0) {
        evaluation.context().holdSamples(points);
        Labels labels = groups.labels.get(g);
        out.add(new Series(labels, dropped[g], column));
      }
    }
    return out;
  }
}
