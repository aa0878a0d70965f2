package io.trivet.metrics.promql.column;

import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values of one series at all steps. At each step there is a float, or a histogram, or
/// nothing. Owned by one thread until it is part of a finished [Series].
public final class Column {
  /// The bits of a staleness marker. Stored samples with these bits end a series; they never are
  /// values, so that here they stand for "nothing".
  public static final long ABSENT_BITS = 0x7ff0000000000002L;

  public static final double ABSENT = Double.longBitsToDouble(ABSENT_BITS);

  public final int count;

  /// Floats by step; [#ABSENT] where there is none.
  public final double[] values;

  /// Histograms by step; null as long as the series has none.
  public @Nullable NativeHistogram @Nullable [] histograms;

  public Column(int count) {
    this.count = count;
    this.values = new double[count];
    Arrays.fill(values, ABSENT);
  }

  public static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == ABSENT_BITS;
  }

  /// Whether a stored sample is a staleness marker.
  public static boolean isStale(double value, @Nullable NativeHistogram histogram) {
    return isAbsent(histogram == null ? value : histogram.sum);
  }

  public void clear() {
    Arrays.fill(values, ABSENT);
    histograms = null;
  }

  public boolean hasFloat(int step) {
    return !isAbsent(values[step]);
  }

  public @Nullable NativeHistogram histogram(int step) {
    return histograms == null ? null : histograms[step];
  }

  public boolean isPresent(int step) {
    return hasFloat(step) || histogram(step) != null;
  }

  /// Sets a histogram, or removes it; takes away the float.
  public void set(int step, @Nullable NativeHistogram histogram) {
    if (histograms == null) {
      if (histogram == null) {
        values[step] = ABSENT;
        return;
      }
      histograms = new NativeHistogram[count];
    }
    values[step] = ABSENT;
    histograms[step] = histogram;
  }

  /// Sets a float; takes away the histogram.
  public void set(int step, double value) {
    values[step] = value;
    if (histograms != null) {
      histograms[step] = null;
    }
  }

  public void remove(int step) {
    set(step, ABSENT);
  }

  /// Takes the value of another column at a step.
  public void copy(int step, Column from, int fromStep) {
    NativeHistogram histogram = from.histogram(fromStep);
    if (histogram != null) {
      set(step, histogram);
    } else {
      set(step, from.values[fromStep]);
    }
  }

  public boolean isEmpty() {
    for (int i = 0; i < count; i++) {
      if (isPresent(i)) {
        return false;
      }
    }
    return true;
  }

  /// Number of values.
  public int points() {
    int points = 0;
    for (int i = 0; i < count; i++) {
      if (isPresent(i)) {
        points++;
      }
    }
    return points;
  }

  /// A copy that shares nothing.
  public Column duplicate() {
    Column copy = new Column(count);
    System.arraycopy(values, 0, copy.values, 0, count);
    if (histograms != null) {
      copy.histograms = Arrays.copyOf(histograms, count);
    }
    return copy;
  }

  /// Overwrites this column with another of the same length.
  public void copyFrom(Column other) {
    System.arraycopy(other.values, 0, values, 0, count);
    histograms = other.histograms == null ? null : Arrays.copyOf(other.histograms, count);
  }
}
