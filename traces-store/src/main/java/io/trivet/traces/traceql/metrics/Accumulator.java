package io.trivet.traces.traceql.metrics;

import java.util.Arrays;

/// What is known of one group, by interval. Owned by one thread.
sealed interface Accumulator {
  /// Takes a span in.
  ///
  /// @param value what is measured; NaN counts as none
  void add(int interval, double value);

  /// Takes in another one of the same kind.
  void merge(Accumulator other);

  /// Rough memory of one in bytes.
  static long bytes(int intervals) {
    return 64 + 24L * intervals;
  }

  /// Number of spans; needs no value.
  record Count(long[] counts) implements Accumulator {
    Count(int intervals) {
      this(new long[intervals]);
    }

    @Override
    public void add(int interval, double value) {
      counts[interval]++;
    }

    @Override
    public void merge(Accumulator other) {
      if (other instanceof Count(long[] more)) {
        for (int i = 0; i < counts.length; i++) {
          counts[i] += more[i];
        }
      }
    }
  }

  /// Smallest or largest value, NaN without any.
  record Extreme(boolean largest, double[] values) implements Accumulator {
    Extreme(boolean largest, int intervals) {
      this(largest, new double[intervals]);
      Arrays.fill(values, Double.NaN);
    }

    @Override
    public void add(int interval, double value) {
      double known = values[interval];
      if (Double.isNaN(known) || (largest ? value > known : value < known)) {
        values[interval] = value;
      }
    }

    @Override
    public void merge(Accumulator other) {
      if (other instanceof Extreme extreme) {
        for (int i = 0; i < values.length; i++) {
          if (!Double.isNaN(extreme.values[i])) {
            add(i, extreme.values[i]);
          }
        }
      }
    }
  }

  /// Sum, with what rounding lost (Neumaier), and number of values.
  record Sum(double[] sums, double[] lost, long[] counts) implements Accumulator {
    Sum(int intervals) {
      this(new double[intervals], new double[intervals], new long[intervals]);
    }

    @Override
    public void add(int interval, double value) {
      counts[interval]++;
      plus(interval, value);
    }

    private void plus(int interval, double value) {
      double sum = sums[interval];
      double next = sum + value;
      lost[interval] +=
          Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sums[interval] = next;
    }

    double total(int interval) {
      return sums[interval] + lost[interval];
    }

    @Override
    public void merge(Accumulator other) {
      if (other instanceof Sum sum) {
        for (int i = 0; i < sums.length; i++) {
          counts[i] += sum.counts[i];
          plus(i, sum.sums[i]);
          lost[i] += sum.lost[i];
        }
      }
    }
  }

  /// Number of values by power of two: bucket `e` has the values in `(2^(e-1), 2^e]`.
  record Buckets(long[][] counts) implements Accumulator {
    static final int SIZE = 64;

    Buckets(int intervals) {
      this(new long[intervals][]);
    }

    @Override
    public void add(int interval, double value) {
      long whole = (long) value;
      if (whole >= 2) {
        slots(interval)[64 - Long.numberOfLeadingZeros(whole - 1)]++;
      }
    }

    private long[] slots(int interval) {
      long[] slots = counts[interval];
      if (slots == null) {
        slots = new long[SIZE];
        counts[interval] = slots;
      }
      return slots;
    }

    @Override
    public void merge(Accumulator other) {
      if (other instanceof Buckets(long[][] more)) {
        for (int i = 0; i < counts.length; i++) {
          if (more[i] != null) {
            long[] slots = slots(i);
            for (int e = 0; e < SIZE; e++) {
              slots[e] += more[i][e];
            }
          }
        }
      }
    }
  }
}
