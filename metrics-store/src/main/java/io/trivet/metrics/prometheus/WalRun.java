package io.trivet.metrics.prometheus;

import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples and exemplars of one series in the order of the write-ahead log, which need not be that
/// of time.
final class WalRun {
  private int size;
  private long[] times = new long[8];
  private double[] values = new double[8];
  private @Nullable NativeHistogram @Nullable [] histograms;
  private boolean unsorted;
  private @Nullable List<Exemplar> exemplars;

  void add(long time, double value, @Nullable NativeHistogram histogram) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
      if (histograms != null) {
        histograms = Arrays.copyOf(histograms, 2 * size);
      }
    }
    unsorted |= size > 0 && time <= times[size - 1];
    times[size] = time;
    values[size] = value;
    if (histogram != null) {
      if (histograms == null) {
        histograms = new NativeHistogram[times.length];
      }
      histograms[size] = histogram;
    }
    size++;
  }

  void add(Exemplar exemplar) {
    if (exemplars == null) {
      exemplars = new ArrayList<>();
    }
    exemplars.add(exemplar);
  }

  /// Puts the samples into the order of time; of several at one time the first is kept.
  void sort() {
    if (exemplars != null) {
      exemplars.sort(Comparator.comparingLong(Exemplar::timestampMs));
    }
    if (!unsorted) {
      return;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> times[i]));
    long[] sortedTimes = new long[size];
    double[] sortedValues = new double[size];
    @Nullable NativeHistogram @Nullable [] old = histograms;
    @Nullable NativeHistogram[] sortedHistograms = new NativeHistogram[old == null ? 0 : size];
    int kept = 0;
    for (int row : order) {
      if (kept == 0 || times[row] != sortedTimes[kept - 1]) {
        sortedTimes[kept] = times[row];
        sortedValues[kept] = values[row];
        if (old != null) {
          sortedHistograms[kept] = old[row];
        }
        kept++;
      }
    }
    times = sortedTimes;
    values = sortedValues;
    histograms = old == null ? null : sortedHistograms;
    size = kept;
    unsorted = false;
  }

  /// Appends the samples within a range, both ends included, which are not deleted.
  void copy(long min, long max, @Nullable DeletedTimes deleted, SampleBuffer into) {
    int from = Arrays.binarySearch(times, 0, size, min);
    for (int row = from < 0 ? -from - 1 : from; row < size && times[row] <= max; row++) {
      if (deleted == null || !deleted.covers(times[row])) {
        NativeHistogram histogram = histograms == null ? null : histograms[row];
        if (histogram == null) {
          into.add(times[row], values[row]);
        } else {
          into.add(times[row], histogram);
        }
      }
    }
  }

  /// Exemplars within a range, ascending in time.
  List<Exemplar> exemplars(long min, long max) {
    List<Exemplar> all = exemplars;
    return all == null
        ? List.of()
        : all.stream().filter(e -> e.timestampMs() >= min && e.timestampMs() <= max).toList();
  }
}
