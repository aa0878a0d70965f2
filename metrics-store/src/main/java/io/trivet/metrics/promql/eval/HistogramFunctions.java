package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.Quantiles;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.FloatText;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.function.Annotations;
import io.trivet.metrics.promql.function.ClassicHistogram;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `histogram_quantile`, `histogram_quantiles` and `histogram_fraction`, over classic histograms
/// (series with the label `le`) and native ones alike.
final class HistogramFunctions {
  private static final long FAMILY_BYTES = 250;

  private static final String LE = "le";

  private final Evaluator evaluator;
  private final Evaluation evaluation;
  private final Annotations annotations;
  private final Plan.Call call;
  private final Steps steps;

  HistogramFunctions(Evaluator evaluator, Plan.Call call, Steps steps) {
    this.evaluator = evaluator;
    this.evaluation = evaluator.evaluation();
    this.annotations = evaluation.annotations();
    this.call = call;
    this.steps = steps;
  }

  /// A bucket series of a classic histogram.
  private record Bucket(double bound, Column column) {}

  /// What has the same labels but `le`.
  private static final class Family {
    final Labels labels;
    final List<Bucket> buckets = new ArrayList<>();
    @Nullable Column natives;
    boolean dropsName;

    Family(Labels labels) {
      this.labels = labels;
    }
  }

  Vector run() {
    List<Series> out = new ArrayList<>();
    switch (call.function()) {
      case "histogram_quantile" -> {
        double[] quantiles = quantiles(call.args().get(0));
        for (Family family : families(call.args().get(1))) {
          add(out, family, family.labels, quantiles);
        }
      }
      case "histogram_quantiles" -> {
        String label = LabelFunctions.text(call.args().get(1));
        if (label.isEmpty()) {
          throw Evaluator.failed("invalid label name \"\"");
        }
        List<Family> families = families(call.args().get(0));
        for (Plan arg : call.args().subList(2, call.args().size())) {
          double[] quantiles = quantiles(arg);
          String value = openMetrics(quantiles[0]);
          for (Family family : families) {
            add(out, family, family.labels.with(label, value), quantiles);
          }
        }
      }
      default -> {
        double[] lower = evaluator.scalar(call.args().get(0), steps);
        double[] upper = evaluator.scalar(call.args().get(1), steps);
        for (Family family : families(call.args().get(2))) {
          Column column =
              evaluate(
                  family,
                  step -> (h -> h.fraction(lower[step], upper[step])),
                  (step, h) -> Quantiles.fraction(lower[step], upper[step], h));
          keep(out, family, family.labels, column);
        }
      }
    }
    List<Series> named = new ArrayList<>(out.size());
    boolean delayed = evaluation.settings().delayedNameRemoval();
    for (Series series : out) {
      named.add(
          delayed
              ? new Series(series.labels(), true, series.column())
              : new Series(Names.without(series.labels()), false, series.column()));
    }
    return new SeriesVector(steps, Names.merge(named, true));
  }

  private double[] quantiles(Plan plan) {
    double[] quantiles = evaluator.scalar(plan, steps);
    for (double q : quantiles) {
      if (!(q >= 0 && q <= 1)) {
        annotations.invalidQuantile(q, plan.at(), call.at());
      }
    }
    return quantiles;
  }

  private static String openMetrics(double value) {
    String text = FloatText.general(value);
    return text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9') ? text + ".0" : text;
  }

  private void add(List<Series> out, Family family, Labels labels, double[] quantiles) {
    Column column =
        evaluate(
            family,
            step -> (h -> h.quantile(quantiles[step])),
            (step, h) -> Quantiles.quantile(quantiles[step], h));
    keep(out, family, labels, column);
  }

  private static void keep(List<Series> out, Family family, Labels labels, Column column) {
    if (!column.isEmpty()) {
      out.add(new Series(labels, family.dropsName, column));
    }
  }

  private TextRange at() {
    return vectorPlan().at();
  }

  private Plan vectorPlan() {
    int index =
        switch (call.function()) {
          case "histogram_quantile" -> 1;
          case "histogram_quantiles" -> 0;
          default -> 2;
        };
    Plan plan = call.args().get(index);
    return plan instanceof Plan.StepInvariant(var inner, var _) ? inner : plan;
  }

  /// The metric name, if it is still to be told of: annotations name it only when names are dropped
  /// at the end of queries.
  private String nameOf(Labels labels) {
    return evaluation.settings().delayedNameRemoval() ? labels.metricName() : "";
  }

  private static String ofMetric(String name) {
    return name.isEmpty() ? "" : " for metric name " + Annotations.quoted(name);
  }

  private List<Family> families(Plan plan) {
    Map<Labels, Family> families = new LinkedHashMap<>();
    for (Series series : evaluator.collect(plan, steps)) {
      Column column = series.column();
      if (column.histograms != null) {
        Family family = families.computeIfAbsent(series.labels(), this::family);
        family.natives = column;
        family.dropsName |= series.dropsName();
      }
      boolean floats = false;
      for (int step = 0; step < column.count && !floats; step++) {
        floats = column.hasFloat(step);
      }
      if (!floats) {
        continue;
      }
      String le = series.labels().get(LE);
      double bound = parse(le);
      if (Double.isNaN(bound)) {
        annotations.warn(
            "bucket label \"le\" is missing or has a malformed value of "
                + Annotations.quoted(le)
                + ofMetric(nameOf(series.labels())),
            at());
        continue;
      }
      Family family = families.computeIfAbsent(series.labels().drop(LE), this::family);
      family.buckets.add(new Bucket(bound, column));
      family.dropsName |= series.dropsName();
    }
    return new ArrayList<>(families.values());
  }

  private Family family(Labels labels) {
    evaluation.context().check();
    evaluation.context().holdMemory(FAMILY_BYTES + labels.heapBytes());
    return new Family(labels);
  }

  private static double parse(String le) {
    String text = le.startsWith("+") ? le.substring(1) : le;
    if (text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity")) {
      return Double.POSITIVE_INFINITY;
    }
    if (le.equalsIgnoreCase("-inf")) {
      return Double.NEGATIVE_INFINITY;
    }
    if (le.isEmpty() || !Character.isDigit(le.charAt(le.length() - 1)) && !le.endsWith(".")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(le);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// What is computed of a classic histogram at a step.
  private interface Classic {
    ToDoubleFunction<ClassicHistogram> at(int step);
  }

  private Column evaluate(
      Family family,
      Classic classic,
      BiFunction<Integer, NativeHistogram, Quantiles.Answer> natives) {
    Column out = evaluation.hold(steps.count());
    ClassicHistogram histogram = new ClassicHistogram();
    for (int step = 0; step < steps.count(); step++) {
      if (step % 64 == 0) {
        evaluation.context().check();
      }
      histogram.clear();
      for (Bucket bucket : family.buckets) {
        if (bucket.column.hasFloat(step)) {
          histogram.add(bucket.bound, bucket.column.values[step]);
        }
      }
      NativeHistogram native1 = family.natives == null ? null : family.natives.histogram(step);
      if (native1 != null && histogram.size() > 0) {
        annotations.warn(
            "vector contains a mix of classic and native histograms"
                + ofMetric(nameOf(family.labels)),
            at());
      } else if (native1 != null) {
        Quantiles.Answer answer = natives.apply(step, native1);
        out.values[step] = answer.value();
        tell(answer, family.labels);
      } else if (histogram.size() > 0) {
        out.values[step] = classic.at(step).applyAsDouble(histogram);
        if (histogram.repaired) {
          annotations.repaired(
              nameOf(family.labels),
              histogram.lowestRepaired,
              histogram.highestRepaired,
              histogram.largestRepair,
              steps.time(step),
              at());
        }
      }
    }
    return out;
  }

  private void tell(Quantiles.Answer answer, Labels labels) {
    String of = ofMetric(nameOf(labels));
    TextRange at = at();
    switch (answer.nan()) {
      case NONE -> {}
      case RESULT_IS_NAN ->
          annotations.info(
              "input to histogram_quantile has NaN observations, result is NaN" + of, at);
      case SKEWED_HIGHER ->
          annotations.info(
              "input to histogram_quantile has NaN observations, result is skewed higher" + of, at);
      case EXCLUDED ->
          annotations.info(
              "input to histogram_fraction has NaN observations, which are excluded from all"
                  + " fractions"
                  + of,
              at);
    }
  }
}
