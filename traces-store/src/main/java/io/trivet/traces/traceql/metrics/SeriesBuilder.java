package io.trivet.traces.traceql.metrics;

import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns what was accumulated of one group into its series.
final class SeriesBuilder {
  private final MetricsFunction.OverTime function;
  private final Intervals intervals;
  private final boolean instant;

  SeriesBuilder(MetricsFunction.OverTime function, Intervals intervals, boolean instant) {
    this.function = function;
    this.intervals = intervals;
    this.instant = instant;
  }

  /// An empty accumulator for a group.
  Accumulator accumulator() {
    int count = intervals.count();
    return switch (function.kind()) {
      case RATE, COUNT -> new Accumulator.Count(count);
      case MIN -> new Accumulator.Extreme(false, count);
      case MAX -> new Accumulator.Extreme(true, count);
      case AVG, SUM -> new Accumulator.Sum(count);
      case QUANTILE, HISTOGRAM -> new Accumulator.Buckets(count);
    };
  }

  /// @param values of the `by` fields
  List<Series> series(List<Value> values, Accumulator accumulator) {
    List<NamedValue> labels = labels(values);
    int count = intervals.count();
    double[] samples = new double[count];
    Arrays.fill(samples, Double.NaN);
    switch (accumulator) {
      case Accumulator.Count(long[] counts) -> {
        boolean rate = function.kind() == MetricsFunction.Kind.RATE;
        double seconds = intervals.step() / 1e9;
        for (int i = 0; i < count; i++) {
          samples[i] = rate ? counts[i] / seconds : counts[i];
        }
      }
      case Accumulator.Extreme extreme -> samples = extreme.values();
      case Accumulator.Sum sum -> {
        boolean mean = function.kind() == MetricsFunction.Kind.AVG;
        for (int i = 0; i < count; i++) {
          long members = sum.counts()[i];
          samples[i] = members == 0 ? Double.NaN : sum.total(i) / (mean ? members : 1);
        }
      }
      case Accumulator.Buckets(long[][] buckets) -> {
        return function.kind() == MetricsFunction.Kind.QUANTILE
            ? quantiles(labels, buckets)
            : histogram(labels, buckets);
      }
    }
    return List.of(new Series(labels, function.kind().text(), samples, List.of()));
  }

  private List<NamedValue> labels(List<Value> values) {
    List<NamedValue> labels = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof Value.Nil)) {
        labels.add(new NamedValue(label(function.by().get(i)), values.get(i)));
      }
    }
    boolean more =
        function.kind() == MetricsFunction.Kind.QUANTILE
            || function.kind() == MetricsFunction.Kind.HISTOGRAM;
    if (labels.isEmpty() && !values.isEmpty() && !more) {
      labels.add(new NamedValue(label(function.by().getFirst()), new Value.Text("nil")));
    }
    return labels;
  }

  static String label(FieldExpr field) {
    return Printer.print(field);
  }

  private double unit() {
    return Measure.isDuration(function) ? 1e9 : 1;
  }

  private List<Series> histogram(List<NamedValue> labels, long[][] buckets) {
    List<Series> series = new ArrayList<>();
    for (int e = 1; e < Accumulator.Buckets.SIZE; e++) {
      double[] samples = new double[buckets.length];
      boolean any = false;
      for (int i = 0; i < buckets.length; i++) {
        samples[i] = buckets[i] == null ? 0 : buckets[i][e];
        any |= samples[i] > 0;
      }
      if (any) {
        Value bound = new Value.Real(Math.scalb(1.0, e) / unit());
        series.add(
            new Series(
                with(labels, "__bucket", bound), function.kind().text(), samples, List.of()));
      }
    }
    return series;
  }

  private List<Series> quantiles(List<NamedValue> labels, long[][] buckets) {
    boolean any = false;
    for (long[] slots : buckets) {
      any |= slots != null;
    }
    if (!any) {
      return List.of();
    }
    List<Series> series = new ArrayList<>();
    for (double quantile : function.quantiles()) {
      double[] samples = new double[buckets.length];
      for (int i = 0; i < buckets.length; i++) {
        samples[i] = buckets[i] == null ? 0 : quantile(quantile, buckets[i]) / unit();
      }
      boolean zero = instant && samples[0] == 0;
      if (!zero) {
        series.add(
            new Series(
                with(labels, "p", new Value.Real(quantile)),
                function.kind().text(),
                samples,
                List.of()));
      }
    }
    return series;
  }

  /// Interpolates exponentially between the bound of the bucket which has the wanted rank and that
  /// of the bucket before it, empty ones left out.
  private static double quantile(double quantile, long[] counts) {
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * total));
    long below = 0;
    int previous = -1;
    for (int e = 0; e < counts.length; e++) {
      if (counts[e] == 0) {
        continue;
      }
      if (below + counts[e] >= rank) {
        double share = (double) (rank - below) / counts[e];
        int lower = previous < 0 ? e - 1 : previous;
        return Math.pow(2, lower + (e - lower) * share);
      }
      below += counts[e];
      previous = e;
    }
    return 0;
  }

  private static List<NamedValue> with(List<NamedValue> labels, String key, Value value) {
    List<NamedValue> more = new ArrayList<>(labels);
    more.add(new NamedValue(key, value));
    return more;
  }
}
