package io.trivet.logs.logql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.logs.logql.ast.BinaryOp;
import io.trivet.logs.logql.ast.Matching;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.pipeline.LabelPairs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binary operators between series, and between series and numbers.
final class BinaryOperations {
  private BinaryOperations() {}

  /// @param numberLeft whether the number is the left operand
  static List<StepSeries> withNumber(
      MetricExpr.Binary binary, List<StepSeries> operand, double number, boolean numberLeft) {
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : operand) {
      double[] values = series.values().clone();
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        if (!StepSeries.isAbsent(value)) {
          double left = numberLeft ? number : value;
          double right = numberLeft ? value : number;
          values[i] = one(binary, left, right, value);
        }
      }
      add(result, new StepSeries(series.labels(), values));
    }
    return result;
  }

  /// The result of one pair of values.
  ///
  /// @param kept the value of a comparison that holds
  private static double one(MetricExpr.Binary binary, double left, double right, double kept) {
    double value = binary.op().apply(left, right);
    if (!binary.op().isComparison() || binary.matching().returnBool()) {
      return value;
    }
    return value == 1 ? kept : StepSeries.ABSENT;
  }

  private static void add(List<StepSeries> result, StepSeries series) {
    if (!series.isEmpty()) {
      result.add(series);
    }
  }

  static List<StepSeries> apply(
      MetricExpr.Binary binary, List<StepSeries> left, List<StepSeries> right, int steps) {
    return switch (binary.op()) {
      case AND -> filter(left, right, binary.matching(), steps, true);
      case UNLESS -> filter(left, right, binary.matching(), steps, false);
      case OR -> union(left, right, binary.matching(), steps);
      case EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          POWER ->
          match(binary, left, right, steps);
    };
  }

  private static Labels signature(Labels labels, Matching matching) {
    return matching.on() ? labels.keep(matching.labels()) : labels.drop(matching.labels());
  }

  /// At which steps any series of a signature has a sample.
  private static Map<Labels, boolean[]> presence(
      List<StepSeries> side, Matching matching, int steps) {
    Map<Labels, boolean[]> presence = new HashMap<>();
    for (StepSeries series : side) {
      boolean[] present =
          presence.computeIfAbsent(signature(series.labels(), matching), _ -> new boolean[steps]);
      for (int i = 0; i < steps; i++) {
        present[i] |= !StepSeries.isAbsent(series.values()[i]);
      }
    }
    return presence;
  }

  /// The samples of one side whose signature is, or is not, present on the other.
  private static List<StepSeries> filter(
      List<StepSeries> side, List<StepSeries> other, Matching matching, int steps, boolean wanted) {
    Map<Labels, boolean[]> presence = presence(other, matching, steps);
    boolean[] nowhere = new boolean[steps];
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : side) {
      boolean[] present = presence.getOrDefault(signature(series.labels(), matching), nowhere);
      double[] values = series.values().clone();
      for (int i = 0; i < steps; i++) {
        if (present[i] != wanted) {
          values[i] = StepSeries.ABSENT;
        }
      }
      add(result, new StepSeries(series.labels(), values));
    }
    return result;
  }

  private static List<StepSeries> union(
      List<StepSeries> left, List<StepSeries> right, Matching matching, int steps) {
    Map<Labels, double[]> merged = new LinkedHashMap<>();
    left.forEach(series -> merged.put(series.labels(), series.values().clone()));
    for (StepSeries series : filter(right, left, matching, steps, false)) {
      double[] values = merged.putIfAbsent(series.labels(), series.values());
      for (int i = 0; values != null && i < steps; i++) {
        if (StepSeries.isAbsent(values[i])) {
          values[i] = series.values()[i];
        }
      }
    }
    List<StepSeries> result = new ArrayList<>();
    merged.forEach((labels, values) -> result.add(new StepSeries(labels, values)));
    return result;
  }

  /// One-to-one, many-to-one and one-to-many matching. Series of one signature may share the side
  /// of one as long as they have no sample at the same step.
  private static List<StepSeries> match(
      MetricExpr.Binary binary, List<StepSeries> left, List<StepSeries> right, int steps) {
    Matching matching = binary.matching();
    boolean swapped = matching.cardinality() == Matching.Cardinality.ONE_TO_MANY;
    List<StepSeries> many = swapped ? right : left;
    Map<Labels, List<StepSeries>> ones = new HashMap<>();
    for (StepSeries series : swapped ? left : right) {
      ones.computeIfAbsent(signature(series.labels(), matching), _ -> new ArrayList<>())
          .add(series);
    }
    Map<Labels, double[]> results = new LinkedHashMap<>();
    Map<Labels, boolean[]> used = new HashMap<>();
    checkUnique(ones, swapped, steps);
    for (StepSeries series : many) {
      Labels signature = signature(series.labels(), matching);
      for (StepSeries one : ones.getOrDefault(signature, List.of())) {
        Labels labels = resultLabels(series.labels(), one.labels(), binary);
        boolean[] taken =
            used.computeIfAbsent(
                matching.cardinality() == Matching.Cardinality.ONE_TO_ONE ? signature : labels,
                _ -> new boolean[steps]);
        double[] values = results.computeIfAbsent(labels, _ -> StepSeries.absent(steps));
        for (int i = 0; i < steps; i++) {
          double m = series.values()[i];
          double o = one.values()[i];
          if (StepSeries.isAbsent(m) || StepSeries.isAbsent(o)) {
            continue;
          }
          double l = swapped ? o : m;
          double r = swapped ? m : o;
          double value = one(binary, l, r, l);
          if (StepSeries.isAbsent(value)) {
            continue;
          }
          if (taken[i]) {
            throw duplicate(matching);
          }
          taken[i] = true;
          values[i] = value;
        }
      }
    }
    List<StepSeries> result = new ArrayList<>();
    results.forEach((labels, values) -> add(result, new StepSeries(labels, values)));
    return result;
  }

  private static void checkUnique(Map<Labels, List<StepSeries>> ones, boolean swapped, int steps) {
    for (List<StepSeries> series : ones.values()) {
      for (int i = 0; i < steps && series.size() > 1; i++) {
        int present = 0;
        for (StepSeries one : series) {
          present += StepSeries.isAbsent(one.values()[i]) ? 0 : 1;
        }
        if (present > 1) {
          throw problem(
              "found duplicate series on the "
                  + (swapped ? "left" : "right")
                  + " hand-side;many-to-many matching not allowed: matching labels must be unique"
                  + " on one side");
        }
      }
    }
  }

  private static TrivetException duplicate(Matching matching) {
    return problem(
        matching.cardinality() == Matching.Cardinality.ONE_TO_ONE
            ? "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)"
            : "multiple matches for labels: grouping labels must ensure unique matches");
  }

  private static TrivetException problem(String text) {
    return new TrivetException(ErrorKind.BAD_DATA, text);
  }

  private static Labels resultLabels(Labels many, Labels one, MetricExpr.Binary binary) {
    Matching matching = binary.matching();
    BinaryOp op = binary.op();
    if (matching.cardinality() == Matching.Cardinality.ONE_TO_ONE) {
      boolean keepsAll = op.isComparison() && !matching.returnBool() && !matching.explicit();
      return keepsAll ? many : signature(many, matching);
    }
    LabelPairs pairs = new LabelPairs();
    pairs.putAll(many);
    for (String name : matching.include()) {
      String value = one.get(name);
      if (value.isEmpty()) {
        pairs.remove(name);
      } else {
        pairs.put(name, value);
      }
    }
    return pairs.toLabels();
  }
}
