package io.trivet.logs.logql.eval;

import io.trivet.core.label.Labels;
import java.util.Arrays;

/// One series over all steps of a query.
///
/// @param values one for each step; [#ABSENT] where the series has no sample
record StepSeries(Labels labels, double[] values) {
  private static final long ABSENT_BITS = 0x7ff8_0000_0000_ab5eL;

  /// A NaN of its own, which no arithmetic gives.
  static final double ABSENT = Double.longBitsToDouble(ABSENT_BITS);

  static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == ABSENT_BITS;
  }

  static double[] absent(int steps) {
    double[] values = new double[steps];
    Arrays.fill(values, ABSENT);
    return values;
  }

  boolean isEmpty() {
    for (double value : values) {
      if (!isAbsent(value)) {
        return false;
      }
    }
    return true;
  }
}
