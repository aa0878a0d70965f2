package io.trivet.metrics.promql.eval;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `info`: adds the labels of info metrics, such as `target_info`, to series of the same instance
/// and job.
final class InfoFunction {
  private static final Set<String> IDENTITY = Set.of("instance", "job");

  private final Evaluator evaluator;
  private final Evaluation evaluation;
  private final Plan.Call call;
  private final Steps steps;
  private final List<LabelMatcher> nameMatchers = new ArrayList<>();
  private final List<LabelMatcher> dataMatchers = new ArrayList<>();
  private final Set<String> wanted = new HashSet<>();

  InfoFunction(Evaluator evaluator, Plan.Call call, Steps steps) {
    this.evaluator = evaluator;
    this.evaluation = evaluator.evaluation();
    this.call = call;
    this.steps = steps;
  }

  /// An info series: the times of its samples, by step.
  private record InfoSeries(Labels labels, Column times) {}

  Vector run() {
    readSelector();
    List<Series> base = evaluator.collect(call.args().getFirst(), steps);
    Map<Labels, List<List<InfoSeries>>> infos = base.isEmpty() ? Map.of() : infos();
    List<Series> out = new ArrayList<>();
    for (Series series : base) {
      evaluation.context().check();
      if (nameMatchers.stream().allMatch(matcher -> matcher.matches(series.labels()))) {
        out.add(series);
      } else {
        enrich(series, infos.getOrDefault(series.labels().keep(IDENTITY), List.of()), out);
      }
    }
    return new SeriesVector(steps, Names.merge(out, true));
  }

  private void readSelector() {
    if (call.args().size() > 1) {
      Plan selector = call.args().get(1);
      Plan inner = selector instanceof Plan.StepInvariant(var plan, var _) ? plan : selector;
      if (inner instanceof Plan.InstantSelect select) {
        for (LabelMatcher matcher : select.selector().matchers()) {
          if (matcher.name().equals(Labels.METRIC_NAME)) {
            nameMatchers.add(matcher);
          } else {
            dataMatchers.add(matcher);
            wanted.add(matcher.name());
          }
        }
      }
    }
    if (nameMatchers.isEmpty()) {
      nameMatchers.add(LabelMatcher.equal(Labels.METRIC_NAME, "target_info"));
    } else if (nameMatchers.stream().allMatch(matcher -> matcher.op().isNegative())) {
      nameMatchers.add(LabelMatcher.of(Labels.METRIC_NAME, LabelMatcher.Op.MATCHES, ".+_info"));
    }
  }

  /// InfoSeries series by identity, those of one metric together.
  private Map<Labels, List<List<InfoSeries>>> infos() {
    List<LabelMatcher> matchers = new ArrayList<>(nameMatchers);
    matchers.addAll(dataMatchers);
    Plan.Selector first = firstSelector(call.args().getFirst());
    Plan.Selector selector =
        new Plan.Selector(
            matchers,
            first == null ? 0 : first.offsetMs(),
            first == null ? null : first.pinnedMs(),
            false);
    Plan.InstantSelect select = new Plan.InstantSelect(selector, false, call.at());
    for (Series series :
        new Collector(evaluation)
            .collect(evaluator.instant(select, steps, SelectorVector.Told.VALUE))) {
      if (series.column().histograms != null) {
        throw Evaluator.failed("info sample should be float");
      }
    }
    Map<Labels, Map<String, List<InfoSeries>>> found = new LinkedHashMap<>();
    for (Series series :
        new Collector(evaluation)
            .collect(evaluator.uncounted().instant(select, steps, SelectorVector.Told.TIME))) {
      found
          .computeIfAbsent(series.labels().keep(IDENTITY), _ -> new LinkedHashMap<>())
          .computeIfAbsent(series.labels().metricName(), _ -> new ArrayList<>())
          .add(new InfoSeries(series.labels(), series.column()));
    }
    Map<Labels, List<List<InfoSeries>>> infos = new HashMap<>();
    found.forEach((identity, byName) -> infos.put(identity, new ArrayList<>(byName.values())));
    return infos;
  }

  private static Plan.@Nullable Selector firstSelector(Plan plan) {
    return switch (plan) {
      case Plan.InstantSelect select -> select.selector();
      case Plan.RangeSelect select -> select.selector();
      case Plan.Subquery subquery -> {
        Plan.Selector inner = firstSelector(subquery.expr());
        yield inner == null
            ? null
            : new Plan.Selector(
                inner.matchers(),
                inner.offsetMs() + subquery.offsetMs(),
                inner.pinnedMs() == null ? subquery.pinnedMs() : inner.pinnedMs(),
                false);
      }
      case Plan.StepInvariant(var inner, var _) -> firstSelector(inner);
      case Plan.Negate(var inner, var _) -> firstSelector(inner);
      case Plan.Aggregate aggregate -> firstSelector(aggregate.expr());
      case Plan.Binary binary -> {
        Plan.Selector left = firstSelector(binary.left());
        yield left == null ? firstSelector(binary.right()) : left;
      }
      case Plan.Call inner -> {
        Plan.Selector selector = null;
        for (Plan arg : inner.args()) {
          selector = selector == null ? firstSelector(arg) : selector;
        }
        yield selector;
      }
      case Plan.Constant _, Plan.Text _ -> null;
    };
  }

  private void enrich(Series series, List<List<InfoSeries>> infos, List<Series> out) {
    Map<Labels, Column> results = new LinkedHashMap<>();
    Map<List<@Nullable InfoSeries>, Labels> known = new HashMap<>();
    boolean mayStayPlain = dataMatchers.stream().allMatch(LabelMatcher::matchesEmpty);
    Column column = series.column();
    for (int step = 0; step < steps.count(); step++) {
      if (!column.isPresent(step)) {
        continue;
      }
      List<@Nullable InfoSeries> newest = new ArrayList<>();
      boolean any = false;
      for (List<InfoSeries> sameName : infos) {
        InfoSeries info = newest(sameName, step);
        newest.add(info);
        any |= info != null;
      }
      if (!any && !mayStayPlain) {
        continue;
      }
      Labels labels = known.get(newest);
      if (labels == null) {
        labels = enriched(series.labels(), newest);
        known.put(newest, labels);
      }
      results.computeIfAbsent(labels, _ -> evaluation.hold(steps.count())).copy(step, column, step);
    }
    results.forEach((labels, result) -> out.add(new Series(labels, series.dropsName(), result)));
  }

  private @Nullable InfoSeries newest(List<InfoSeries> infos, int step) {
    InfoSeries best = null;
    for (InfoSeries info : infos) {
      if (!info.times.hasFloat(step)) {
        continue;
      }
      if (best == null || info.times.values[step] > best.times.values[step]) {
        best = info;
      } else if (info.times.values[step] == best.times.values[step]) {
        long at = Math.round(info.times.values[step] * 1000);
        throw Evaluator.failed(
            "found duplicate series for info metric: existing "
                + best.labels
                + " @ "
                + at
                + ", new "
                + info.labels
                + " @ "
                + at);
      }
    }
    return best;
  }

  private Labels enriched(Labels base, List<@Nullable InfoSeries> infos) {
    LabelsBuilder builder = new LabelsBuilder(base);
    for (InfoSeries info : infos) {
      if (info == null) {
        continue;
      }
      for (int i = 0; i < info.labels.size(); i++) {
        String name = info.labels.name(i);
        if (name.equals(Labels.METRIC_NAME)
            || IDENTITY.contains(name)
            || base.has(name)
            || !wanted.isEmpty() && !wanted.contains(name)) {
          continue;
        }
        String old = builder.get(name);
        if (!old.isEmpty() && !old.equals(info.labels.value(i))) {
          throw Evaluator.failed("conflicting label: " + name);
        }
        builder.set(name, info.labels.value(i));
      }
    }
    return builder.build();
  }
}
