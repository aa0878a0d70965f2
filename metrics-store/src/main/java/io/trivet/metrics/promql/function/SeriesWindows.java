package io.trivet.metrics.promql.function;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Windows;
import java.util.Arrays;
import java.util.function.Supplier;

/// The samples of one series and the window over them that is looked at. Windows move forward only.
/// Owned by one thread, reused from series to series.
public final class SeriesWindows {
  /// Rows looked at between two looks at the deadline.
  private static final int CHECKED_ROWS = 1 << 18;

  /// All samples of the series.
  public final SampleBuffer samples;

  public final Windows windows;

  /// Scalar arguments of the function, by argument and step.
  public final double[][] args;

  public final Annotations annotations;

  /// Where annotations point at: the range vector.
  public final TextRange at;

  /// Whether start timestamps count as resets.
  public final boolean usesStarts;

  /// Rows of the window: `low .. high - 1`.
  public int low;

  public int high;

  /// Floats of the window after [#selectFloats]: rows `from .. to - 1`.
  double[] values = new double[0];

  long[] times = new long[0];
  int from;
  int to;

  private double[] ownValues = new double[0];
  private long[] ownTimes = new long[0];
  private Supplier<String> metric = () -> "";
  private final Runnable check;
  private int looked;

  /// @param check throws when the query is to stop
  public SeriesWindows(
      SampleBuffer samples,
      Windows windows,
      double[][] args,
      Annotations annotations,
      TextRange at,
      boolean usesStarts,
      Runnable check) {
    this.samples = samples;
    this.windows = windows;
    this.args = args;
    this.annotations = annotations;
    this.at = at;
    this.usesStarts = usesStarts;
    this.check = check;
  }

  /// Starts over with the next series, whose samples have been read.
  ///
  /// @param metricName asked for only when an annotation needs it
  public void start(Supplier<String> metricName) {
    low = 0;
    high = 0;
    metric = metricName;
  }

  String metric() {
    return metric.get();
  }

  /// Moves to the window of a step and says whether there is a sample in it.
  boolean moveTo(int step) {
    long end = windows.end(step);
    long start = end - windows.rangeMs();
    long[] timestamps = samples.timestamps;
    int size = samples.size;
    int l = low;
    while (l < size && timestamps[l] <= start) {
      l++;
    }
    int h = Math.max(high, l);
    while (h < size && timestamps[h] <= end) {
      h++;
    }
    low = l;
    high = h;
    looked += h - l + 1;
    if (looked > CHECKED_ROWS) {
      looked = 0;
      check.run();
    }
    return l < h;
  }

  boolean isHistogram(int row) {
    return samples.histogram(row) != null;
  }

  /// The histogram of a row that is known to hold one.
  NativeHistogram histogram(int row) {
    NativeHistogram histogram = samples.histogram(row);
    if (histogram == null) {
      throw new IllegalStateException("row " + row + " holds a float");
    }
    return histogram;
  }

  /// Number of histograms in the window.
  int histograms() {
    if (samples.histograms == null) {
      return 0;
    }
    int found = 0;
    for (int i = low; i < high; i++) {
      if (samples.histogram(i) != null) {
        found++;
      }
    }
    return found;
  }

  /// Points [#values] at the floats of the window and returns how many there are.
  int selectFloats() {
    if (samples.histograms == null) {
      values = samples.values;
      times = samples.timestamps;
      from = low;
      to = high;
      return high - low;
    }
    if (ownValues.length < high - low) {
      ownValues = Arrays.copyOf(ownValues, samples.size);
      ownTimes = Arrays.copyOf(ownTimes, samples.size);
    }
    values = ownValues;
    times = ownTimes;
    from = 0;
    to = 0;
    for (int i = low; i < high; i++) {
      if (samples.histogram(i) == null) {
        ownValues[to] = samples.values[i];
        ownTimes[to] = samples.timestamps[i];
        to++;
      }
    }
    return to;
  }

  /// As [#selectFloats], with the info that histograms beside floats are ignored.
  int selectOnlyFloats() {
    int floats = selectFloats();
    if (floats > 0 && floats < high - low) {
      annotations.ignoredHistograms(metric(), at);
    }
    return floats;
  }
}
