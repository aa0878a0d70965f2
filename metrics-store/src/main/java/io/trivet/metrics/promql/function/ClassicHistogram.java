package io.trivet.metrics.promql.function;

import java.util.Arrays;

/// One classic histogram at one time: cumulative counts by upper bound. Reused; owned by one
/// thread.
public final class ClassicHistogram {
  private double[] bounds = new double[16];
  private double[] counts = new double[16];
  private int size;

  /// After [#quantile]: whether counts went down and were lifted, and where.
  public boolean repaired;

  public double lowestRepaired;
  public double highestRepaired;
  public double largestRepair;

  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /// Adds a bucket; bounds may come in any order.
  public void add(double bound, double count) {
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    int at = size++;
    while (at > 0 && bounds[at - 1] > bound) {
      bounds[at] = bounds[at - 1];
      counts[at] = counts[at - 1];
      at--;
    }
    bounds[at] = bound;
    counts[at] = count;
  }

  private boolean isComplete() {
    return size > 0 && bounds[size - 1] == Double.POSITIVE_INFINITY;
  }

  /// Adds up the counts of equal bounds.
  private void mergeEqualBounds() {
    int kept = 0;
    for (int i = 1; i < size; i++) {
      if (bounds[i] == bounds[kept]) {
        counts[kept] += counts[i];
      } else {
        kept++;
        bounds[kept] = bounds[i];
        counts[kept] = counts[i];
      }
    }
    size = Math.min(size, kept + 1);
  }

  /// Makes counts grow with the bounds. Tiny decreases come from rounding and are not told.
  private void repair() {
    repaired = false;
    lowestRepaired = Double.POSITIVE_INFINITY;
    highestRepaired = Double.NEGATIVE_INFINITY;
    largestRepair = 0;
    double previous = counts[0];
    for (int i = 1; i < size; i++) {
      double count = counts[i];
      if (count == previous) {
        continue;
      }
      if (almostEqual(previous, count)) {
        counts[i] = previous;
        continue;
      }
      if (count < previous) {
        repaired = true;
        lowestRepaired = Math.min(lowestRepaired, bounds[i]);
        highestRepaired = Math.max(highestRepaired, bounds[i]);
        largestRepair = Math.max(largestRepair, previous - count);
        counts[i] = previous;
        continue;
      }
      previous = count;
    }
  }

  private static boolean almostEqual(double a, double b) {
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < 1e-12 * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < 1e-12;
  }

  public double quantile(double q) {
    repaired = false;
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (!isComplete()) {
      return Double.NaN;
    }
    mergeEqualBounds();
    repair();
    if (size < 2) {
      return Double.NaN;
    }
    double total = counts[size - 1];
    if (total == 0) {
      return Double.NaN;
    }
    double rank = q * total;
    int at = 0;
    while (at < size - 1 && !(counts[at] >= rank)) {
      at++;
    }
    if (at == size - 1) {
      return bounds[size - 2];
    }
    if (at == 0 && bounds[0] <= 0) {
      return bounds[0];
    }
    double start = at == 0 ? 0 : bounds[at - 1];
    double before = at == 0 ? 0 : counts[at - 1];
    return start + (bounds[at] - start) * ((rank - before) / (counts[at] - before));
  }

  /// The share of observations between two values.
  public double fraction(double lower, double upper) {
    if (!isComplete()) {
      return Double.NaN;
    }
    mergeEqualBounds();
    double total = counts[size - 1];
    if (total == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    double lowerRank = Math.min(rank(lower), total);
    double upperRank = Math.min(rank(upper), total);
    return (upperRank - lowerRank) / total;
  }

  /// How many observations lie below a value.
  private double rank(double value) {
    double before = 0;
    for (int i = 0; i < size; i++) {
      double from = i > 0 ? bounds[i - 1] : bounds[0] > 0 ? 0 : Double.NEGATIVE_INFINITY;
      double to = bounds[i];
      if (from >= value) {
        return before;
      }
      if (to > value) {
        double inBucket = counts[i] - before;
        double share = from == Double.NEGATIVE_INFINITY ? 1 : (value - from) / (to - from);
        return before + inBucket * share;
      }
      before = counts[i];
    }
    return before;
  }
}
