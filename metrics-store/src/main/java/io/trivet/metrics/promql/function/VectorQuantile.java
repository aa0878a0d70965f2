package io.trivet.metrics.promql.function;

import java.util.Arrays;

/// The quantile of plain numbers, interpolated between neighbours; not a number counts as smallest.
public final class VectorQuantile {
  private VectorQuantile() {}

  /// @param values in any order; sorted by the call
  /// @param count how many of them count
  public static double of(double q, double[] values, int count) {
    if (count == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    Arrays.sort(values, 0, count);
    int nans = 0;
    while (nans < count && Double.isNaN(values[count - 1 - nans])) {
      nans++;
    }
    double rank = q * (count - 1);
    int low = (int) Math.floor(rank);
    int high = Math.min(low + 1, count - 1);
    double weight = rank - low;
    return at(values, nans, low) * (1 - weight) + at(values, nans, high) * weight;
  }

  /// The value at a place when all NaN stand first.
  private static double at(double[] values, int nans, int place) {
    return place < nans ? Double.NaN : values[place - nans];
  }
}
