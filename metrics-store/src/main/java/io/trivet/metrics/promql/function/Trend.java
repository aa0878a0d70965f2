package io.trivet.metrics.promql.function;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.promql.column.Column;
import java.util.Locale;

/// `deriv`, `predict_linear` and `double_exponential_smoothing`.
final class Trend {
  private Trend() {}

  static void derive(SeriesWindows w, int step, Column into) {
    if (w.selectOnlyFloats() < 2) {
      return;
    }
    double[] line = regression(w, w.times[w.from]);
    into.set(step, line[0]);
  }

  static void predict(SeriesWindows w, int step, Column into) {
    if (w.selectOnlyFloats() < 2) {
      return;
    }
    double[] line = regression(w, w.windows.steps().time(step));
    into.set(step, line[0] * w.args[0][step] + line[1]);
  }

  /// Slope and value at the reference time of the least-squares line, in seconds.
  private static double[] regression(SeriesWindows w, long reference) {
    double[] values = w.values;
    double first = values[w.from];
    boolean constant = true;
    for (int i = w.from; i < w.to && constant; i++) {
      constant = values[i] == first;
    }
    if (constant) {
      return Double.isInfinite(first)
          ? new double[] {Double.NaN, Double.NaN}
          : new double[] {0, first};
    }
    Compensated sumX = new Compensated();
    Compensated sumY = new Compensated();
    Compensated sumXy = new Compensated();
    Compensated sumX2 = new Compensated();
    double n = w.to - w.from;
    for (int i = w.from; i < w.to; i++) {
      double x = (w.times[i] - reference) / 1000.0;
      sumX.add(x);
      sumY.add(values[i]);
      sumXy.add(x * values[i]);
      sumX2.add(x * x);
    }
    double x = sumX.value();
    double y = sumY.value();
    double covariance = sumXy.value() - x * y / n;
    double variance = sumX2.value() - x * x / n;
    double slope = covariance / variance;
    return new double[] {slope, y / n - slope * x / n};
  }

  static void smooth(SeriesWindows w, int step, Column into) {
    double smoothing = w.args[0][step];
    double trend = w.args[1][step];
    check(smoothing, "smoothing");
    check(trend, "trend");
    if (w.selectOnlyFloats() < 2) {
      return;
    }
    double[] values = w.values;
    double level = values[w.from];
    double previousLevel = 0;
    double slope = values[w.from + 1] - values[w.from];
    for (int i = w.from + 1; i < w.to; i++) {
      if (i > w.from + 1) {
        slope = trend * (level - previousLevel) + (1 - trend) * slope;
      }
      double next = smoothing * values[i] + (1 - smoothing) * (level + slope);
      previousLevel = level;
      level = next;
    }
    into.set(step, level);
  }

  private static void check(double factor, String kind) {
    if (!(factor > 0 && factor < 1)) {
      throw new TrivetException(
          ErrorKind.EXECUTION,
          String.format(
              Locale.ROOT,
              "invalid %s factor. Expected: 0 < %s < 1, got: %f",
              kind,
              kind.equals("trend") ? "tf" : "sf",
              factor));
    }
  }
}
