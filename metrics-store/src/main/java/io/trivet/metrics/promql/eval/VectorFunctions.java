package io.trivet.metrics.promql.eval;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.Windows;
import io.trivet.metrics.promql.function.ElementFunction;
import io.trivet.metrics.promql.function.ElementFunctions;
import io.trivet.metrics.promql.function.ExtendedFunctions;
import io.trivet.metrics.promql.function.RangeFunction;
import io.trivet.metrics.promql.function.RangeFunctions;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions that return instant vectors.
final class VectorFunctions {
  private final Evaluator evaluator;
  private final Evaluation evaluation;
  private final Plan.Call call;
  private final Steps steps;

  VectorFunctions(Evaluator evaluator, Plan.Call call, Steps steps) {
    this.evaluator = evaluator;
    this.evaluation = evaluator.evaluation();
    this.call = call;
    this.steps = steps;
  }

  Vector run() {
    RangeFunction overRange = RangeFunctions.of(call.function());
    if (overRange != null) {
      return overRange(overRange);
    }
    ElementFunction element = ElementFunctions.of(call.function());
    if (element != null) {
      return elements(element);
    }
    return switch (call.function()) {
      case "absent" -> absent();
      case "absent_over_time" -> absentOverTime();
      case "vector" -> constant(evaluator.scalar(arg(0), steps));
      case "timestamp" -> timestamp();
      case "start_timestamp" -> startTimestamp();
      case "sort", "sort_desc", "sort_by_label", "sort_by_label_desc" ->
          new Sorting(evaluation, call).sort(evaluator.collect(arg(0), steps), steps);
      case "label_replace", "label_join" ->
          new LabelFunctions(evaluator, call).apply(evaluator.vector(arg(0), steps));
      case "histogram_quantile", "histogram_quantiles", "histogram_fraction" ->
          new HistogramFunctions(evaluator, call, steps).run();
      case "info" -> new InfoFunction(evaluator, call, steps).run();
      default -> throw Evaluator.unexpected(call, ValueType.VECTOR);
    };
  }

  private Plan arg(int index) {
    Plan arg = call.args().get(index);
    return arg instanceof Plan.StepInvariant(var inner, var _) && inner.type() == ValueType.MATRIX
        ? inner
        : arg;
  }

  private Vector overRange(RangeFunction function) {
    List<double[]> scalars = new ArrayList<>();
    Plan range = null;
    for (int i = 0; i < call.args().size(); i++) {
      Plan arg = arg(i);
      if (arg.type() == ValueType.MATRIX) {
        range = arg;
      } else {
        scalars.add(evaluator.scalar(arg, steps));
      }
    }
    if (range == null) {
      throw Evaluator.unexpected(call, ValueType.MATRIX);
    }
    RangeFunction chosen = function;
    if (range instanceof Plan.RangeSelect select && (select.anchored() || select.smoothed())) {
      chosen =
          ExtendedFunctions.of(
              call.function(), select.smoothed(), evaluation.settings().lookbackMs());
    }
    boolean checksCounter = call.function().equals("rate") || call.function().equals("increase");
    RangeVector source = evaluator.range(range, steps);
    Vector result =
        new RangeFunctionVector(
            evaluation, source, chosen, scalars, checksCounter, evaluator.counts(), place(range));
    return RangeFunctions.keepsName(call.function())
        ? result
        : evaluator.names().drop(result, false);
  }

  /// Where annotations of the function point: at its first argument, and for a subquery at nothing.
  private TextRange place(Plan range) {
    Plan first = arg(0);
    return first.equals(range) && range instanceof Plan.Subquery ? TextRange.NONE : first.at();
  }

  private Vector elements(ElementFunction function) {
    if (call.args().isEmpty()) {
      double[] times = ScalarFunctions.times(steps);
      Vector result = constant(times);
      return new ElementVector(result, column -> function.apply(column, steps, new double[0][]));
    }
    double[][] args = new double[call.args().size() - 1][];
    for (int i = 0; i < args.length; i++) {
      args[i] = evaluator.scalar(arg(i + 1), steps);
    }
    Vector operand = evaluator.vector(arg(0), steps);
    return new ElementVector(
        evaluator.names().drop(operand, true), column -> function.apply(column, steps, args));
  }

  /// One element without labels.
  private Vector constant(double[] values) {
    Column column = evaluation.hold(values.length);
    System.arraycopy(values, 0, column.values, 0, values.length);
    return new SeriesVector(steps, List.of(new Series(Labels.EMPTY, false, column)));
  }

  private Vector absent() {
    Plan operand = arg(0);
    Vector vector = evaluator.vector(operand, steps);
    BitSet present = new BitSet();
    Scratch scratch = new Scratch();
    Column column = new Column(steps.count());
    for (int i = 0; i < vector.size() && present.cardinality() < steps.count(); i++) {
      evaluation.context().check();
      column.clear();
      vector.read(i, scratch, column);
      for (int step = 0; step < column.count; step++) {
        if (column.isPresent(step)) {
          present.set(step);
        }
      }
    }
    return ones(present, absentLabels(operand));
  }

  private Vector absentOverTime() {
    Plan operand = arg(0);
    if (operand instanceof Plan.RangeSelect select && (select.anchored() || select.smoothed())) {
      throw ExtendedFunctions.unknown(call.function(), select.smoothed());
    }
    RangeVector range = evaluator.range(operand, steps);
    Windows windows = range.windows();
    BitSet present = new BitSet();
    Scratch scratch = new Scratch();
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < range.size() && present.cardinality() < steps.count(); i++) {
      evaluation.context().check();
      range.read(i, scratch, samples);
      if (evaluator.counts() != null) {
        evaluator.counts().found(samples, windows, range instanceof SelectorRange);
      }
      int next = 0;
      for (int step = 0; step < steps.count(); step++) {
        long end = windows.end(step);
        while (next < samples.size && samples.timestamps[next] <= end) {
          next++;
        }
        if (next > 0 && samples.timestamps[next - 1] > windows.start(step)) {
          present.set(step);
        }
      }
    }
    return ones(present, absentLabels(operand));
  }

  /// One element that is 1 at the steps where nothing is present.
  private Vector ones(BitSet present, Labels labels) {
    Column column = evaluation.hold(steps.count());
    for (int step = present.nextClearBit(0);
        step < steps.count();
        step = present.nextClearBit(step + 1)) {
      column.values[step] = 1;
    }
    return new SeriesVector(
        steps, column.isEmpty() ? List.of() : List.of(new Series(labels, false, column)));
  }

  /// The labels that conditions of a selector say for sure.
  private static Labels absentLabels(Plan operand) {
    List<LabelMatcher> matchers =
        switch (operand) {
          case Plan.InstantSelect select -> select.selector().matchers();
          case Plan.RangeSelect select -> select.selector().matchers();
          case Plan.Constant _,
              Plan.Text _,
              Plan.Subquery _,
              Plan.Call _,
              Plan.Aggregate _,
              Plan.Binary _,
              Plan.Negate _,
              Plan.StepInvariant _ ->
              List.of();
        };
    LabelsBuilder builder = new LabelsBuilder();
    Set<String> seen = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.op() == LabelMatcher.Op.EQUAL && seen.add(matcher.name())) {
        builder.set(matcher.name(), matcher.value());
      } else {
        builder.remove(matcher.name());
      }
    }
    return builder.build();
  }

  private Vector timestamp() {
    Plan operand = arg(0);
    Vector vector = told(operand, SelectorVector.Told.TIME);
    if (vector == null) {
      double[] times = ScalarFunctions.times(steps);
      vector =
          new ElementVector(
              evaluator.vector(operand, steps),
              column -> {
                for (int step = 0; step < column.count; step++) {
                  if (column.isPresent(step)) {
                    column.set(step, times[step]);
                  }
                }
              });
    }
    return evaluator.names().drop(vector, true);
  }

  private Vector startTimestamp() {
    Vector vector = told(arg(0), SelectorVector.Told.START_TIME);
    if (vector == null) {
      // Only samples have start times, but the errors and annotations of all else are told.
      evaluator.collect(arg(0), steps);
    }
    return vector == null || !evaluation.settings().startTimestamps()
        ? new SeriesVector(steps, List.of())
        : evaluator.names().drop(vector, true);
  }

  private @Nullable Vector told(Plan operand, SelectorVector.Told told) {
    Plan selector = operand instanceof Plan.StepInvariant(var inner, var _) ? inner : operand;
    return selector instanceof Plan.InstantSelect select && !select.smoothed()
        ? evaluator.instant(select, steps, told)
        : null;
  }
}
