package io.trivet.metrics.head;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Samples of one series which came after newer ones, sorted by time, at most one for each time and
/// kind. Guarded by the locks of the [Head].
final class OutOfOrderRun {
  private int size;
  private long[] times = new long[8];
  private long[] bits = new long[8];
  private long[] starts = new long[8];
  private @Nullable NativeHistogram @Nullable [] histograms;

  int size() {
    return size;
  }

  long minTime() {
    return times[0];
  }

  long maxTime() {
    return times[size - 1];
  }

  /// Adds a sample; false if there is one of its time.
  boolean add(long time, long valueBits, @Nullable NativeHistogram histogram, long start) {
    int at = Arrays.binarySearch(times, 0, size, time);
    if (at >= 0) {
      return false;
    }
    at = -at - 1;
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      bits = Arrays.copyOf(bits, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      if (histograms != null) {
        histograms = Arrays.copyOf(histograms, 2 * size);
      }
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    System.arraycopy(bits, at, bits, at + 1, size - at);
    System.arraycopy(starts, at, starts, at + 1, size - at);
    times[at] = time;
    bits[at] = valueBits;
    starts[at] = start;
    @Nullable NativeHistogram[] all = histograms;
    if (all == null && histogram != null) {
      all = new NativeHistogram[times.length];
      histograms = all;
    }
    if (all != null) {
      System.arraycopy(all, at, all, at + 1, size - at);
      all[at] = histogram;
    }
    size++;
    return true;
  }

  /// Appends the samples within a range.
  void read(long min, long max, SampleBuffer into) {
    for (int i = 0; i < size; i++) {
      if (times[i] >= min && times[i] <= max) {
        NativeHistogram histogram = histograms == null ? null : histograms[i];
        if (histogram == null) {
          into.add(times[i], Double.longBitsToDouble(bits[i]));
        } else {
          into.add(times[i], histogram);
        }
        into.start(starts[i]);
      }
    }
  }
}
