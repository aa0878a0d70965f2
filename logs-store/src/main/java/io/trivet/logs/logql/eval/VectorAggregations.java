package io.trivet.logs.logql.eval;

import io.trivet.core.label.Labels;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.VectorOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Aggregations of series into groups, step by step.
final class VectorAggregations {
  private VectorAggregations() {}

  static List<StepSeries> apply(
      MetricExpr.VectorAggregation aggregation, List<StepSeries> operand, TimeSteps steps) {
    VectorOp op = aggregation.op();
    if (op.sorts()) {
      return sort(operand, op == VectorOp.SORT_DESC, steps.isInstant());
    }
    List<StepSeries> result = new ArrayList<>();
    groups(operand, aggregation.grouping())
        .forEach((labels, members) -> {
          if (op.takesCount()) {
            result.addAll(extremes(members, op, aggregation.parameter(), steps.count()));
          } else {
            result.add(new StepSeries(labels, reduce(members, op, steps.count())));
          }
        });
    return op.takesCount() && steps.isInstant() ? byValue(result, op != VectorOp.BOTTOMK) : result;
  }

  private static Map<Labels, List<StepSeries>> groups(
      List<StepSeries> operand, @Nullable Grouping grouping) {
    Map<Labels, List<StepSeries>> groups = new LinkedHashMap<>();
    for (StepSeries series : operand) {
      Labels labels = Labels.EMPTY;
      if (grouping != null) {
        labels =
            grouping.without()
                ? series.labels().drop(grouping.labels())
                : series.labels().keep(grouping.labels());
      }
      groups.computeIfAbsent(labels, _ -> new ArrayList<>()).add(series);
    }
    return groups;
  }

  private static double[] reduce(List<StepSeries> members, VectorOp op, int steps) {
    double[] out = StepSeries.absent(steps);
    double[] present = new double[members.size()];
    for (int step = 0; step < steps; step++) {
      int n = 0;
      for (StepSeries member : members) {
        double value = member.values()[step];
        if (!StepSeries.isAbsent(value)) {
          present[n++] = value;
        }
      }
      if (n > 0) {
        out[step] = reduce(present, n, op);
      }
    }
    return out;
  }

  private static double reduce(double[] values, int n, VectorOp op) {
    return switch (op) {
      case SUM -> {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += values[i];
        }
        yield sum;
      }
      case AVG -> WindowFunctions.average(values, 0, n);
      case MIN -> WindowFunctions.extreme(values, 0, n, -1);
      case MAX -> WindowFunctions.extreme(values, 0, n, 1);
      case COUNT -> n;
      case STDVAR -> variance(values, n);
      case STDDEV -> Math.sqrt(variance(values, n));
      case TOPK, BOTTOMK, APPROX_TOPK, SORT, SORT_DESC ->
          throw new IllegalArgumentException(op + " keeps series");
    };
  }

  /// Unlike over time, a single value has no variance even if it is infinite.
  private static double variance(double[] values, int n) {
    return n == 1 ? 0 : WindowFunctions.variance(values, 0, n);
  }

  /// The series of a group with the largest or smallest values, step by step; ties go to the
  /// earlier series, NaN loses.
  private static List<StepSeries> extremes(
      List<StepSeries> members, VectorOp op, int count, int steps) {
    List<double[]> kept = new ArrayList<>();
    members.forEach(_ -> kept.add(StepSeries.absent(steps)));
    boolean largest = op != VectorOp.BOTTOMK;
    for (int step = 0; step < steps; step++) {
      int at = step;
      List<Integer> present = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        if (!StepSeries.isAbsent(members.get(i).values()[step])) {
          present.add(i);
        }
      }
      present.sort(
          (a, b) -> compare(members.get(a).values()[at], members.get(b).values()[at], largest));
      for (int i : present.subList(0, Math.min(count, present.size()))) {
        kept.get(i)[step] = members.get(i).values()[step];
      }
    }
    List<StepSeries> result = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      StepSeries series = new StepSeries(members.get(i).labels(), kept.get(i));
      if (!series.isEmpty()) {
        result.add(series);
      }
    }
    return result;
  }

  /// Order by value with NaN last in both directions.
  private static int compare(double a, double b, boolean descending) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a == b ? 0 : (a < b) == descending ? 1 : -1;
  }

  private static List<StepSeries> sort(
      List<StepSeries> operand, boolean descending, boolean instant) {
    return instant ? byValue(operand, descending) : operand;
  }

  private static List<StepSeries> byValue(List<StepSeries> series, boolean descending) {
    List<StepSeries> sorted = new ArrayList<>(series);
    Comparator<StepSeries> order = (a, b) -> compare(a.values()[0], b.values()[0], descending);
    sorted.sort(order);
    return sorted;
  }
}
