package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.histogram.HistogramText;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.FloatText;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.function.VectorQuantile;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The aggregations which look at all series of a group together.
final class SeriesAggregator {
  private final Evaluation evaluation;
  private final Plan.Aggregate plan;
  private final Steps steps;

  SeriesAggregator(Evaluation evaluation, Plan.Aggregate plan, Steps steps) {
    this.evaluation = evaluation;
    this.plan = plan;
    this.steps = steps;
  }

  private List<List<Series>> groups(List<Series> series, List<Labels> labels) {
    Groups groups =
        Groups.of(
            evaluation.context(), new SeriesVector(steps, series), plan.grouping(), plan.without());
    List<List<Series>> members = new ArrayList<>();
    for (int g = 0; g < groups.count(); g++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < series.size(); i++) {
      members.get(groups.groupOf[i]).add(series.get(i));
    }
    labels.addAll(groups.labels);
    return members;
  }

  /// `topk` and `bottomk`. At a single step the best come first.
  Vector extremes(List<Series> series, double[] sizes, boolean largest) {
    List<Series> sorted = new ArrayList<>(series);
    sorted.sort(Comparator.comparing(Series::labels));
    List<Series> out = new ArrayList<>();
    boolean sawHistogram = false;
    for (List<Series> members : groups(sorted, new ArrayList<>())) {
      @Nullable Column[] kept = new Column[members.size()];
      TopSelection selection = new TopSelection(members.size(), largest);
      for (int step = 0; step < steps.count(); step++) {
        if (step % 64 == 0) {
          evaluation.context().check();
        }
        selection.start((long) sizes[step]);
        for (int i = 0; i < members.size(); i++) {
          Column column = members.get(i).column();
          if (column.hasFloat(step)) {
            selection.offer(i, column.values[step]);
          } else {
            sawHistogram |= column.histogram(step) != null;
          }
        }
        int[] chosen = selection.bestFirst();
        for (int index : chosen) {
          Column column = kept[index];
          if (column == null) {
            column = evaluation.hold(steps.count());
            kept[index] = column;
          }
          column.values[step] = members.get(index).column().values[step];
          if (steps.count() == 1) {
            out.add(with(members.get(index), column));
          }
        }
      }
      for (int i = 0; i < kept.length && steps.count() > 1; i++) {
        Column column = kept[i];
        if (column != null) {
          out.add(with(members.get(i), column));
        }
      }
    }
    if (sawHistogram) {
      IgnoredHistograms.tell(evaluation.annotations(), plan.op().text, plan.at());
    }
    return new SeriesVector(steps, out);
  }

  private static Series with(Series series, Column column) {
    return new Series(series.labels(), series.dropsName(), column);
  }

  /// `limitk`: the first of each group, in the order of labels.
  Vector first(List<Series> series, double[] sizes) {
    List<Series> sorted = new ArrayList<>(series);
    sorted.sort(Comparator.comparing(Series::labels));
    List<Series> out = new ArrayList<>();
    for (List<Series> members : groups(sorted, new ArrayList<>())) {
      int[] taken = new int[steps.count()];
      for (Series member : members) {
        Column kept = evaluation.hold(steps.count());
        for (int step = 0; step < steps.count(); step++) {
          if (member.column().isPresent(step) && taken[step] < (long) sizes[step]) {
            taken[step]++;
            kept.copy(step, member.column(), step);
          }
        }
        add(out, member, kept);
      }
    }
    return new SeriesVector(steps, out);
  }

  /// `limit_ratio`: a share of the series, chosen by the hash of their labels.
  Vector share(List<Series> series, double[] ratios) {
    List<Series> out = new ArrayList<>();
    for (Series member : series) {
      double offset = LabelHash.offset(member.labels());
      Column kept = evaluation.hold(steps.count());
      for (int step = 0; step < steps.count(); step++) {
        double ratio = ratios[step];
        if (ratio >= 0 ? offset < ratio : offset >= 1 + ratio) {
          kept.copy(step, member.column(), step);
        }
      }
      add(out, member, kept);
      evaluation.context().check();
    }
    return new SeriesVector(steps, out);
  }

  private static void add(List<Series> out, Series member, Column kept) {
    if (!kept.isEmpty()) {
      out.add(with(member, kept));
    }
  }

  Vector quantile(List<Series> series, double[] quantiles) {
    List<Series> out = new ArrayList<>();
    List<Labels> labels = new ArrayList<>();
    List<List<Series>> groups = groups(series, labels);
    boolean sawHistogram = false;
    for (int g = 0; g < groups.size(); g++) {
      List<Series> members = groups.get(g);
      double[] values = new double[members.size()];
      Column column = evaluation.hold(steps.count());
      boolean dropped = false;
      for (Series member : members) {
        dropped |= member.dropsName();
      }
      for (int step = 0; step < steps.count(); step++) {
        if (step % 64 == 0) {
          evaluation.context().check();
        }
        int count = 0;
        for (Series member : members) {
          if (member.column().hasFloat(step)) {
            values[count++] = member.column().values[step];
          } else {
            sawHistogram |= member.column().histogram(step) != null;
          }
        }
        if (count > 0) {
          column.values[step] = VectorQuantile.of(quantiles[step], values, count);
        }
      }
      if (!column.isEmpty()) {
        out.add(new Series(labels.get(g), dropped, column));
      }
    }
    if (sawHistogram) {
      TextRange at = plan.expr().at();
      IgnoredHistograms.tell(evaluation.annotations(), "quantile", at);
    }
    return new SeriesVector(steps, out);
  }

  Vector countValues(List<Series> series, String label) {
    Map<Labels, Column> counts = new LinkedHashMap<>();
    Map<Labels, Boolean> dropped = new TreeMap<>();
    List<Labels> labels = new ArrayList<>();
    List<List<Series>> groups = groups(series, labels);
    for (int g = 0; g < groups.size(); g++) {
      for (Series member : groups.get(g)) {
        evaluation.context().check();
        for (int step = 0; step < steps.count(); step++) {
          if (!member.column().isPresent(step)) {
            continue;
          }
          // Without labels, the name is left out even where it is the label asked for.
          Labels counted =
              plan.without() && label.equals(Labels.METRIC_NAME)
                  ? labels.get(g)
                  : labels.get(g).with(label, text(member.column(), step));
          Column column =
              counts.computeIfAbsent(
                  counted,
                  found -> {
                    evaluation.context().holdMemory(found.heapBytes());
                    return evaluation.hold(steps.count());
                  });
          column.values[step] = column.hasFloat(step) ? column.values[step] + 1 : 1;
          dropped.merge(counted, member.dropsName(), Boolean::logicalOr);
        }
      }
    }
    List<Series> out = new ArrayList<>();
    counts.forEach((counted, column) ->
        out.add(new Series(counted, dropped.getOrDefault(counted, false), column)));
    return new SeriesVector(steps, out);
  }

  private static String text(Column column, int step) {
    NativeHistogram histogram = column.histogram(step);
    return histogram == null
        ? FloatText.plain(column.values[step])
        : HistogramText.of(histogram, FloatText::general);
  }
}
