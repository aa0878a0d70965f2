package io.trivet.logs.logql.eval;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.LogScan;
import io.trivet.logs.StreamSelection;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.LogRange;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.RangeOp;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import io.trivet.logs.logql.pipeline.NeededLabels;
import io.trivet.logs.logql.pipeline.Pipeline;
import io.trivet.logs.logql.pipeline.RequiredLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one range aggregation is carried out: the stages which matter to it, the labels they need,
/// what becomes of each entry.
final class RangePlan {
  private static final Set<RangeOp> SUMMABLE =
      Set.of(
          RangeOp.COUNT_OVER_TIME,
          RangeOp.RATE,
          RangeOp.BYTES_OVER_TIME,
          RangeOp.BYTES_RATE,
          RangeOp.SUM_OVER_TIME);

  private final MetricExpr.RangeAggregation aggregation;
  private final List<Stage> stages;
  private final RequiredLabels required;
  private final SeriesKey key;

  /// @param outer the grouping of a `sum` around the aggregation, which may be done here at once;
  ///   null when there is none
  RangePlan(MetricExpr.RangeAggregation aggregation, @Nullable Grouping outer) {
    this.aggregation = aggregation;
    Grouping grouping = outer != null ? outer : aggregation.grouping();
    Unwrap unwrap = aggregation.range().unwrap();
    this.stages = effectiveStages(aggregation);
    this.required = NeededLabels.of(stages, unwrap, grouping);
    this.key = new SeriesKey(grouping, unwrap == null ? null : unwrap.label());
  }

  /// Whether a `sum` around the aggregation can be done while reading.
  static boolean isSummable(MetricExpr.RangeAggregation aggregation) {
    return SUMMABLE.contains(aggregation.op());
  }

  /// The stages without a `line_format` whose line nobody reads.
  private static List<Stage> effectiveStages(MetricExpr.RangeAggregation aggregation) {
    RangeOp op = aggregation.op();
    boolean lineRead = op == RangeOp.BYTES_OVER_TIME || op == RangeOp.BYTES_RATE;
    List<Stage> kept = new ArrayList<>();
    for (Stage stage : aggregation.range().selector().stages().reversed()) {
      if (stage instanceof Stage.LineFormat && !lineRead) {
        continue;
      }
      kept.addFirst(stage);
      boolean labelsOnly =
          stage instanceof Stage.FilterLabels
              || stage instanceof Stage.Drop
              || stage instanceof Stage.Keep
              || stage instanceof Stage.LabelFormat format
                  && format.assignments().stream().noneMatch(a -> a.value().contains("__line__"));
      lineRead |= !labelsOnly;
    }
    return kept;
  }

  LogRange range() {
    return aggregation.range();
  }

  RangeOp op() {
    return aggregation.op();
  }

  double parameter() {
    Double parameter = aggregation.parameter();
    return parameter == null ? 0 : parameter;
  }

  List<Stage> stages() {
    return stages;
  }

  SeriesKey key() {
    return key;
  }

  Pipeline pipeline() {
    return new Pipeline(stages, range().unwrap(), required);
  }

  /// The entries that any window of the steps reaches.
  TimeRange timeRange(TimeSteps steps) {
    long last = steps.time(steps.count() - 1) - range().offsetNanos();
    long first = steps.start() - range().offsetNanos() - range().rangeNanos() + 1;
    return new TimeRange(Math.min(first, last), last);
  }

  /// First step whose window an entry of this time lies in; may be behind the last one.
  int firstStep(TimeSteps steps, long time) {
    long distance = time + range().offsetNanos() - steps.start();
    return distance <= 0 ? 0 : (int) Math.min(steps.count(), ceilDiv(distance, steps.step()));
  }

  /// Last step whose window an entry of this time lies in; may be before the first one.
  int lastStep(TimeSteps steps, long time) {
    long distance = time + range().offsetNanos() + range().rangeNanos() - 1 - steps.start();
    return distance < 0 ? -1 : (int) Math.min(steps.count() - 1, distance / steps.step());
  }

  private static long ceilDiv(long a, long b) {
    return Math.ceilDiv(a, b);
  }

  /// The value of the entry the pipeline ran last.
  double value(Pipeline pipeline, long bytes) {
    if (range().unwrap() != null) {
      return pipeline.value();
    }
    return op() == RangeOp.BYTES_OVER_TIME || op() == RangeOp.BYTES_RATE ? bytes : 1;
  }

  Accumulator accumulator(TimeSteps steps, QueryContext context) {
    if (range().unwrap() != null) {
      return new SampleAccumulator(this, steps, context);
    }
    boolean rate = op() == RangeOp.RATE || op() == RangeOp.BYTES_RATE;
    return new CountAccumulator(steps.count(), rate ? range().rangeNanos() / 1e9 : 1, context);
  }

  /// Whether neither lines nor structured metadata matter, provided that the labels grouped by are
  /// labels of the streams.
  boolean mayCountTimesOnly() {
    Grouping grouping = key.grouping();
    return stages.isEmpty() && range().unwrap() == null && grouping != null && !grouping.without();
  }

  LogScan.Columns leanColumns() {
    return op() == RangeOp.BYTES_OVER_TIME || op() == RangeOp.BYTES_RATE
        ? LogScan.Columns.TIMES_AND_LENGTHS
        : LogScan.Columns.TIMES;
  }

  /// Whether every stream has all labels that are grouped by.
  boolean groupsByStreamLabels(StreamSelection selection) {
    Grouping grouping = key.grouping();
    if (grouping == null) {
      return false;
    }
    for (int i = 0; i < selection.size() && !grouping.labels().isEmpty(); i++) {
      for (String name : grouping.labels()) {
        if (!selection.labels(i).has(name)) {
          return false;
        }
      }
    }
    return true;
  }
}
