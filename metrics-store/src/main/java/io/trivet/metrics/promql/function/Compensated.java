package io.trivet.metrics.promql.function;

/// Neumaier summation: a sum and what rounding took from it. Mutable, owned by one thread.
final class Compensated {
  double sum;
  double lost;

  void reset() {
    sum = 0;
    lost = 0;
  }

  void add(double value) {
    double next = sum + value;
    if (Double.isInfinite(next)) {
      lost = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      lost += (sum - next) + value;
    } else {
      lost += (value - next) + sum;
    }
    sum = next;
  }

  double value() {
    return sum + lost;
  }
}
