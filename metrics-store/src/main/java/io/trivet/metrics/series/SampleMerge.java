package io.trivet.metrics.series;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.List;

/// Merges runs of samples, each ascending in time, into one. Of several samples at one time that of
/// the run which was added first is kept. Owned by one thread, reusable.
public final class SampleMerge {
  private final List<SampleBuffer> runs = new ArrayList<>();
  private int[] next = new int[8];

  public void begin() {
    runs.clear();
  }

  /// Adds a run, which must not change before [#mergeInto].
  public void add(SampleBuffer run) {
    if (run.size > 0) {
      runs.add(run);
    }
  }

  /// Appends all samples to a buffer, which is none of the runs.
  public void mergeInto(SampleBuffer into) {
    boolean apart = true;
    while (apart && runs.size() > 1) {
      apart = appendOldest(into);
    }
    int count = runs.size();
    if (count == 1) {
      append(runs.getFirst(), into);
      return;
    }
    if (next.length < count) {
      next = new int[count];
    }
    java.util.Arrays.fill(next, 0, count, 0);
    while (true) {
      int least = -1;
      long leastTime = Long.MAX_VALUE;
      for (int i = 0; i < count; i++) {
        SampleBuffer run = runs.get(i);
        if (next[i] < run.size && (least < 0 || run.timestamps[next[i]] < leastTime)) {
          least = i;
          leastTime = run.timestamps[next[i]];
        }
      }
      if (least < 0) {
        return;
      }
      copyRow(runs.get(least), next[least], into);
      for (int i = 0; i < count; i++) {
        SampleBuffer run = runs.get(i);
        while (next[i] < run.size && run.timestamps[next[i]] == leastTime) {
          next[i]++;
        }
      }
    }
  }

  /// Appends the oldest run if all others are newer than it, and forgets it.
  private boolean appendOldest(SampleBuffer into) {
    SampleBuffer oldest = runs.getFirst();
    for (SampleBuffer run : runs) {
      if (run.timestamps[0] < oldest.timestamps[0]) {
        oldest = run;
      }
    }
    long last = oldest.timestamps[oldest.size - 1];
    for (SampleBuffer run : runs) {
      if (run != oldest && run.timestamps[0] <= last) {
        return false;
      }
    }
    append(oldest, into);
    runs.remove(oldest);
    return true;
  }

  private static void append(SampleBuffer run, SampleBuffer into) {
    if (run.histograms == null && run.starts == null) {
      int count = run.size;
      into.ensure(count);
      System.arraycopy(run.timestamps, 0, into.timestamps, into.size, count);
      System.arraycopy(run.values, 0, into.values, into.size, count);
      into.size += count;
    } else {
      for (int row = 0; row < run.size; row++) {
        copyRow(run, row, into);
      }
    }
  }

  private static void copyRow(SampleBuffer run, int row, SampleBuffer into) {
    NativeHistogram histogram = run.histogram(row);
    if (histogram == null) {
      into.add(run.timestamps[row], run.values[row]);
    } else {
      into.add(run.timestamps[row], histogram);
    }
    into.start(run.start(row));
  }
}
