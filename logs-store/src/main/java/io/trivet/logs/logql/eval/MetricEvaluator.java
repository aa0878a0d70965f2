package io.trivet.logs.logql.eval;

import com.google.re2j.Matcher;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Expansion;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.RangeOp;
import io.trivet.logs.logql.ast.VectorOp;
import io.trivet.logs.logql.pipeline.LabelPairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Evaluates metric expressions over all steps at once. One query, one thread (which has help of
/// workers while it reads).
final class MetricEvaluator {
  private static final Grouping NO_LABELS = new Grouping(false, List.of());

  private final LogQuerier querier;
  private final Workers workers;
  private final int maxSeries;
  private final TimeSteps steps;
  private final QueryContext context;

  MetricEvaluator(
      LogQuerier querier, Workers workers, int maxSeries, TimeSteps steps, QueryContext context) {
    this.querier = querier;
    this.workers = workers;
    this.maxSeries = maxSeries;
    this.steps = steps;
    this.context = context;
  }

  /// The series of an expression, without those that are absent at every step.
  List<StepSeries> evaluate(MetricExpr expr) {
    context.check();
    return switch (expr) {
      case MetricExpr.Literal literal -> constant(literal.value());
      case MetricExpr.VectorLiteral vector -> constant(vector.value());
      case MetricExpr.RangeAggregation aggregation -> range(aggregation, null);
      case MetricExpr.VectorAggregation aggregation -> aggregate(aggregation);
      case MetricExpr.LabelReplace replace -> labelReplace(replace);
      case MetricExpr.Binary binary -> binary(binary);
    };
  }

  private List<StepSeries> constant(double value) {
    double[] values = new double[steps.count()];
    Arrays.fill(values, value);
    return List.of(new StepSeries(Labels.EMPTY, values));
  }

  void checkSeries(List<StepSeries> series) {
    if (maxSeries > 0 && series.size() > maxSeries) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "maximum number of series ("
              + maxSeries
              + ") reached for a single query; add stream selectors, reduce the time range, or"
              + " aggregate with functions like sum(), count() or topk()");
    }
  }

  private List<StepSeries> range(
      MetricExpr.RangeAggregation aggregation, @Nullable Grouping outer) {
    RangePlan plan = new RangePlan(aggregation, outer);
    Map<Labels, Accumulator> accumulators =
        new RangeScan(plan, steps, context).run(querier, workers);
    List<StepSeries> series = new ArrayList<>();
    accumulators.forEach((labels, accumulator) -> {
      StepSeries one = new StepSeries(labels, accumulator.values());
      if (!one.isEmpty()) {
        series.add(one);
      }
    });
    series.sort(Comparator.comparing(StepSeries::labels));
    if (aggregation.op() == RangeOp.ABSENT_OVER_TIME) {
      return absent(aggregation, series);
    }
    checkSeries(series);
    return series;
  }

  /// 1 at every step at which no series has a sample.
  private List<StepSeries> absent(
      MetricExpr.RangeAggregation aggregation, List<StepSeries> present) {
    double[] values = new double[steps.count()];
    Arrays.fill(values, 1);
    for (StepSeries series : present) {
      for (int i = 0; i < values.length; i++) {
        if (!StepSeries.isAbsent(series.values()[i])) {
          values[i] = StepSeries.ABSENT;
        }
      }
    }
    LabelPairs labels = new LabelPairs();
    Set<String> seen = new HashSet<>();
    for (LabelMatcher matcher : aggregation.range().selector().matchers()) {
      boolean first = seen.add(matcher.name());
      if (first && matcher.op() == LabelMatcher.Op.EQUAL) {
        labels.put(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    StepSeries result = new StepSeries(labels.toLabels(), values);
    return result.isEmpty() ? List.of() : List.of(result);
  }

  private List<StepSeries> aggregate(MetricExpr.VectorAggregation aggregation) {
    if (aggregation.op() == VectorOp.APPROX_TOPK && !steps.isInstant()) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "approx_topk: count min sketches are only supported on instant queries; use topk");
    }
    Grouping grouping = aggregation.grouping();
    if (aggregation.op() == VectorOp.SUM
        && aggregation.operand() instanceof MetricExpr.RangeAggregation inner
        && RangePlan.isSummable(inner)) {
      return range(inner, grouping == null ? NO_LABELS : grouping);
    }
    List<StepSeries> operand = evaluate(aggregation.operand());
    return VectorAggregations.apply(aggregation, operand, steps);
  }

  private List<StepSeries> labelReplace(MetricExpr.LabelReplace replace) {
    Regex regex = Regex.anchored(replace.pattern());
    Expansion replacement = new Expansion(replace.replacement());
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : evaluate(replace.operand())) {
      Labels labels = series.labels();
      Matcher matcher = regex.matcher(labels.get(replace.source()));
      if (matcher.matches()) {
        String value = replacement.expand(matcher);
        if (value == null) {
          throw new TrivetException(
              ErrorKind.BAD_DATA,
              "label_replace: a label value would be longer than "
                  + Expansion.MAX_CHARS
                  + " characters");
        }
        LabelPairs pairs = new LabelPairs();
        pairs.putAll(labels);
        if (value.isEmpty()) {
          pairs.remove(replace.destination());
        } else {
          pairs.put(replace.destination(), value);
        }
        labels = pairs.toLabels();
      }
      result.add(new StepSeries(labels, series.values()));
    }
    return result;
  }

  private List<StepSeries> binary(MetricExpr.Binary binary) {
    if (binary.left() instanceof MetricExpr.Literal literal) {
      return BinaryOperations.withNumber(binary, evaluate(binary.right()), literal.value(), true);
    }
    if (binary.right() instanceof MetricExpr.Literal literal) {
      return BinaryOperations.withNumber(binary, evaluate(binary.left()), literal.value(), false);
    }
    List<StepSeries> left = evaluate(binary.left());
    List<StepSeries> right = evaluate(binary.right());
    return BinaryOperations.apply(binary, left, right, steps.count());
  }
}
