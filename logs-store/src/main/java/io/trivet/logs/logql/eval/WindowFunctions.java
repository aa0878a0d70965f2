package io.trivet.logs.logql.eval;

import io.trivet.logs.logql.ast.RangeOp;
import java.util.Arrays;

/// Aggregates over the samples of one window, which is never empty.
final class WindowFunctions {
  private WindowFunctions() {}

  /// @param times nanoseconds, ascending
  /// @param from first sample of the window
  /// @param to behind its last sample
  /// @param end end of the window in nanoseconds
  static double apply(
      RangeOp op,
      double parameter,
      long[] times,
      double[] values,
      int from,
      int to,
      long rangeNanos,
      long end) {
    return switch (op) {
      case COUNT_OVER_TIME, ABSENT_OVER_TIME -> to - from;
      case BYTES_OVER_TIME, SUM_OVER_TIME -> sum(values, from, to);
      case RATE, BYTES_RATE -> sum(values, from, to) / (rangeNanos / 1e9);
      case RATE_COUNTER -> rateCounter(times, values, from, to, rangeNanos, end);
      case AVG_OVER_TIME -> average(values, from, to);
      case MIN_OVER_TIME -> extreme(values, from, to, -1);
      case MAX_OVER_TIME -> extreme(values, from, to, 1);
      case STDVAR_OVER_TIME -> variance(values, from, to);
      case STDDEV_OVER_TIME -> Math.sqrt(variance(values, from, to));
      case QUANTILE_OVER_TIME -> quantile(parameter, values, from, to);
      case FIRST_OVER_TIME -> values[from];
      case LAST_OVER_TIME -> values[to - 1];
    };
  }

  private static double sum(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  /// The running mean. Once infinite it stays so against finite values; infinities of both signs
  /// make NaN.
  static double average(double[] values, int from, int to) {
    double mean = 0;
    double count = 0;
    for (int i = from; i < to; i++) {
      double value = values[i];
      count++;
      if (Double.isInfinite(mean)) {
        boolean sameSign = Double.isInfinite(value) && mean > 0 == value > 0;
        boolean finite = !Double.isInfinite(value) && !Double.isNaN(value);
        if (sameSign || finite) {
          continue;
        }
      }
      mean += value / count - mean / count;
    }
    return mean;
  }

  static double extreme(double[] values, int from, int to, int sign) {
    double best = Double.NaN;
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (Double.isNaN(best) || (sign > 0 ? value > best : value < best)) {
        best = value;
      }
    }
    return best;
  }

  static double variance(double[] values, int from, int to) {
    double mean = 0;
    double squares = 0;
    double count = 0;
    for (int i = from; i < to; i++) {
      count++;
      double delta = values[i] - mean;
      mean += delta / count;
      squares += delta * (values[i] - mean);
    }
    return squares / count;
  }

  private static double quantile(double q, double[] values, int from, int to) {
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    double[] sorted = Arrays.copyOfRange(values, from, to);
    // NaN counts as the smallest.
    Arrays.sort(sorted);
    int nans = 0;
    while (nans < sorted.length && Double.isNaN(sorted[sorted.length - 1 - nans])) {
      nans++;
    }
    if (nans > 0) {
      System.arraycopy(sorted, 0, sorted, nans, sorted.length - nans);
      Arrays.fill(sorted, 0, nans, Double.NaN);
    }
    double rank = q * (sorted.length - 1);
    int lower = Math.max(0, (int) Math.floor(rank));
    int upper = Math.min(sorted.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted[lower] * (1 - weight) + sorted[upper] * weight;
  }

  /// Rate of a counter, resets made good, extrapolated to the ends of the window as Prometheus
  /// does.
  private static double rateCounter(
      long[] times, double[] values, int from, int to, long rangeNanos, long end) {
    int count = to - from;
    if (count < 2) {
      return 0;
    }
    double first = values[from];
    double delta = values[to - 1] - first;
    for (int i = from + 1; i < to; i++) {
      if (values[i] < values[i - 1]) {
        delta += values[i - 1];
      }
    }
    double sampled = (times[to - 1] - times[from]) / 1e9;
    double startGap = (times[from] - (end - rangeNanos)) / 1e9;
    double endGap = (end - times[to - 1]) / 1e9;
    double averageGap = sampled / (count - 1);
    double threshold = averageGap * 1.1;
    startGap = startGap < threshold ? startGap : averageGap / 2;
    if (delta > 0 && first >= 0) {
      // A counter does not fall below zero.
      startGap = Math.min(startGap, sampled * (first / delta));
    }
    double covered = sampled + startGap + (endGap < threshold ? endGap : averageGap / 2);
    return delta * (covered / sampled) / (rangeNanos / 1e9);
  }
}
