package io.trivet.traces.traceql.metrics;

import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Second stages and arithmetic over series.
final class SeriesOperations {
  private SeriesOperations() {}

  /// Keeps the largest or smallest values of each interval; of equal ones the first by labels.
  static List<Series> rank(List<Series> series, boolean largest, int limit, int intervals) {
    List<Series> sorted = new ArrayList<>(series);
    sorted.sort(Comparator.comparing(Series::order));
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      double[] values = new double[intervals];
      Arrays.fill(values, Double.NaN);
      kept.add(values);
    }
    for (int i = 0; i < intervals; i++) {
      int interval = i;
      List<Integer> present = new ArrayList<>();
      for (int s = 0; s < sorted.size(); s++) {
        if (!Double.isNaN(sorted.get(s).values()[i])) {
          present.add(s);
        }
      }
      Comparator<Integer> byValue =
          Comparator.comparingDouble(s -> sorted.get(s).values()[interval]);
      present.sort(largest ? byValue.reversed() : byValue);
      for (int s : present.subList(0, Math.min(limit, present.size()))) {
        kept.get(s)[i] = sorted.get(s).values()[i];
      }
    }
    List<Series> result = new ArrayList<>();
    for (int s = 0; s < sorted.size(); s++) {
      result.add(sorted.get(s).withValues(kept.get(s)));
    }
    return result;
  }

  /// Keeps the values that compare true.
  static List<Series> threshold(List<Series> series, Operator operator, double limit) {
    List<Series> result = new ArrayList<>();
    for (Series one : series) {
      double[] values = one.values().clone();
      for (int i = 0; i < values.length; i++) {
        if (!holds(operator, values[i], limit)) {
          values[i] = Double.NaN;
        }
      }
      result.add(one.withValues(values));
    }
    return result;
  }

  private static boolean holds(Operator operator, double value, double limit) {
    return switch (operator) {
      case EQUAL -> value == limit;
      case NOT_EQUAL -> value != limit;
      case LESS -> value < limit;
      case LESS_EQUAL -> value <= limit;
      case GREATER -> value > limit;
      case GREATER_EQUAL -> value >= limit;
      default -> false;
    };
  }

  /// With a number on the right, or on the left if `mirrored`.
  static List<Series> scale(
      Operator operator, List<Series> series, double number, boolean mirrored) {
    List<Series> result = new ArrayList<>();
    for (Series one : series) {
      double[] values = one.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] =
            mirrored ? apply(operator, number, values[i]) : apply(operator, values[i], number);
      }
      result.add(one.withValues(values));
    }
    return result;
  }

  /// Pairs series with equal labels; one without labels goes with every one of the other side.
  static List<Series> combine(Operator operator, List<Series> left, List<Series> right) {
    List<Series> result = new ArrayList<>();
    Series onlyLeft = single(left);
    Series onlyRight = single(right);
    if (onlyRight != null) {
      left.forEach(one -> result.add(pair(operator, one, onlyRight, one.labels())));
    } else if (onlyLeft != null) {
      right.forEach(one -> result.add(pair(operator, onlyLeft, one, one.labels())));
    } else {
      Map<List<NamedValue>, Series> byLabels = new HashMap<>();
      right.forEach(one -> byLabels.put(one.labels(), one));
      for (Series one : left) {
        Series other = byLabels.get(one.labels());
        if (other != null) {
          result.add(pair(operator, one, other, one.labels()));
        }
      }
    }
    return result;
  }

  private static @Nullable Series single(List<Series> series) {
    return series.size() == 1 && series.getFirst().labels().isEmpty() ? series.getFirst() : null;
  }

  private static Series pair(
      Operator operator, Series left, Series right, List<NamedValue> labels) {
    double[] values = new double[left.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = apply(operator, left.values()[i], right.values()[i]);
    }
    String name =
        left.name() != null && right.name() != null
            ? "(" + left.name() + " " + operator.text() + " " + right.name() + ")"
            : null;
    List<MetricsExemplar> exemplars = new ArrayList<>(left.exemplars());
    exemplars.addAll(right.exemplars());
    return new Series(labels, name, values, exemplars);
  }

  private static double apply(Operator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? Double.NaN : left / right;
      default -> Double.NaN;
    };
  }

  /// A constant of the query; durations in seconds.
  static double number(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Real number -> number.value();
      case Value.Duration duration -> duration.nanos() / 1e9;
      default -> Double.NaN;
    };
  }
}
