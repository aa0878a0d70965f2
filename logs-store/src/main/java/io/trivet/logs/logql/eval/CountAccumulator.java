package io.trivet.logs.logql.eval;

import io.trivet.core.query.QueryContext;

/// Sums whole numbers (entries or bytes) over windows without keeping samples: each sample is one
/// addition where its first window is and one subtraction behind its last; the sums of the steps
/// are the running totals. Exact, as long as a total stays below 2^63.
final class CountAccumulator implements Accumulator {
  private final long[] counts;
  private final long[] weights;
  private final double divisor;

  /// @param divisor what the sum is divided by: the seconds of the window for rates, else 1
  CountAccumulator(int steps, double divisor, QueryContext context) {
    context.holdMemory(16L * (steps + 1));
    this.counts = new long[steps + 1];
    this.weights = new long[steps + 1];
    this.divisor = divisor;
  }

  @Override
  public void add(int firstStep, int lastStep, long time, double value, int stream) {
    long weight = (long) value;
    counts[firstStep]++;
    counts[lastStep + 1]--;
    weights[firstStep] += weight;
    weights[lastStep + 1] -= weight;
  }

  @Override
  public void merge(Accumulator other) {
    if (other instanceof CountAccumulator that) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += that.counts[i];
        weights[i] += that.weights[i];
      }
    }
  }

  @Override
  public double[] values() {
    double[] values = new double[counts.length - 1];
    long count = 0;
    long weight = 0;
    for (int i = 0; i < values.length; i++) {
      count += counts[i];
      weight += weights[i];
      values[i] = count == 0 ? StepSeries.ABSENT : weight / divisor;
    }
    return values;
  }
}
