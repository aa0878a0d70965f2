package io.trivet.metrics;

import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Samples of one series as columns, ascending in time, reused from series to series. A row is a
/// float sample unless [#histograms] holds a histogram for it. Owned by one thread.
///
/// The arrays are public for the inner loops; rows `0 .. size - 1` are valid until the next read.
public final class SampleBuffer {
  public int size;
  public long[] timestamps = new long[512];
  public double[] values = new double[512];

  /// Null as long as the series has no histogram in the range.
  public @Nullable NativeHistogram @Nullable [] histograms;

  /// Start timestamps in ms, 0 where unknown; null as long as no row has one.
  public long @Nullable [] starts;

  public void clear() {
    size = 0;
    histograms = null;
    starts = null;
  }

  /// Makes room for more rows after `size`.
  public void ensure(int more) {
    int wanted = size + more;
    if (wanted > timestamps.length) {
      int length = Math.max(wanted, 2 * timestamps.length);
      timestamps = Arrays.copyOf(timestamps, length);
      values = Arrays.copyOf(values, length);
      if (histograms != null) {
        histograms = Arrays.copyOf(histograms, length);
      }
      if (starts != null) {
        starts = Arrays.copyOf(starts, length);
      }
    }
  }

  public void add(long timestampMs, double value) {
    ensure(1);
    timestamps[size] = timestampMs;
    values[size] = value;
    size++;
  }

  public void add(long timestampMs, NativeHistogram histogram) {
    ensure(1);
    if (histograms == null) {
      histograms = new NativeHistogram[timestamps.length];
    }
    timestamps[size] = timestampMs;
    values[size] = 0;
    histograms[size] = histogram;
    size++;
  }

  /// Sets the start timestamp of the newest row.
  public void start(long startMs) {
    if (startMs != 0 || starts != null) {
      if (starts == null) {
        starts = new long[timestamps.length];
      }
      starts[size - 1] = startMs;
    }
  }

  public @Nullable NativeHistogram histogram(int row) {
    return histograms == null ? null : histograms[row];
  }

  public long start(int row) {
    return starts == null ? 0 : starts[row];
  }
}
