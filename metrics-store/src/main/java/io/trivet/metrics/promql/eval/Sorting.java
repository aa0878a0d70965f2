package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `sort` and its like. Range queries are ordered by labels whatever they say.
final class Sorting {
  private final Evaluation evaluation;
  private final Plan.Call call;

  Sorting(Evaluation evaluation, Plan.Call call) {
    this.evaluation = evaluation;
    this.call = call;
  }

  Vector sort(List<Series> series, Steps steps) {
    boolean byLabel = call.function().startsWith("sort_by_label");
    if (evaluation.isRange(steps)) {
      evaluation
          .annotations()
          .warn(
              "sort is ineffective for range queries since results are always ordered by labels",
              call.at());
    }
    List<Series> sorted = byLabel ? new ArrayList<>(series) : floats(series);
    boolean descending = call.function().endsWith("desc");
    if (byLabel) {
      Comparator<Series> order = labelOrder();
      sorted.sort(descending ? order.reversed() : order);
    } else if (steps.count() == 1) {
      sorted.sort((a, b) -> compare(a.column().values[0], b.column().values[0], descending));
    }
    return new SeriesVector(steps, sorted);
  }

  /// Not a number comes last in both directions.
  private static int compare(double a, double b, boolean descending) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a == b ? 0 : (a < b) == descending ? 1 : -1;
  }

  private static List<Series> floats(List<Series> series) {
    List<Series> floats = new ArrayList<>();
    for (Series one : series) {
      if (one.column().histograms == null) {
        floats.add(one);
        continue;
      }
      Column column = one.column().duplicate();
      column.histograms = null;
      if (!column.isEmpty()) {
        floats.add(new Series(one.labels(), one.dropsName(), column));
      }
    }
    return floats;
  }

  private Comparator<Series> labelOrder() {
    List<String> names = new ArrayList<>();
    for (Plan arg : call.args().subList(1, call.args().size())) {
      names.add(LabelFunctions.text(arg));
    }
    return (a, b) -> {
      for (String name : names) {
        int order = natural(a.labels().get(name), b.labels().get(name));
        if (order != 0) {
          return order;
        }
      }
      return a.labels().compareTo(b.labels());
    };
  }

  /// Runs of digits compare by their number, all else by its text.
  static int natural(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int aStart = skipZeros(a, i);
        int bStart = skipZeros(b, j);
        int aEnd = digitsEnd(a, aStart);
        int bEnd = digitsEnd(b, bStart);
        int order = Integer.compare(aEnd - aStart, bEnd - bStart);
        if (order == 0) {
          order = a.substring(aStart, aEnd).compareTo(b.substring(bStart, bEnd));
        }
        if (order == 0) {
          order = Integer.compare(aStart - i, bStart - j);
        }
        if (order != 0) {
          return order;
        }
        i = aEnd;
        j = bEnd;
      } else {
        int order = Labels.compareText(a.substring(i, i + 1), b.substring(j, j + 1));
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int skipZeros(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
