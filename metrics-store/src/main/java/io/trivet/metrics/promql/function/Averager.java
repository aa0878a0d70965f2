package io.trivet.metrics.promql.function;

/// A mean: sum by count, and where the sum would overflow, a mean that is moved step by step.
/// Compensated for rounding. Mutable, owned by one thread.
final class Averager {
  private double sum;
  private double lost;
  private double mean;
  private double count;
  private boolean incremental;

  public void add(double value) {
    count++;
    if (count == 1) {
      sum = value;
      return;
    }
    if (!incremental) {
      double next = sum + value;
      double loss = Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      if (!Double.isInfinite(next)) {
        sum = next;
        lost += loss;
        return;
      }
      incremental = true;
      mean = sum / (count - 1);
      lost /= count - 1;
    }
    double share = (count - 1) / count;
    double base = share * mean;
    double added = value / count;
    lost *= share;
    double next = base + added;
    if (Double.isInfinite(next)) {
      lost = 0;
    } else {
      lost += Math.abs(base) >= Math.abs(added) ? (base - next) + added : (added - next) + base;
    }
    mean = next;
  }

  public double value() {
    return incremental ? mean + lost : sum / count + lost / count;
  }
}
