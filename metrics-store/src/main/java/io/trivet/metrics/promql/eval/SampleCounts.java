package io.trivet.metrics.promql.eval;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Windows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the samples that the selectors of an expression find, by step. What is evaluated on other
/// steps has counts of its own, which are added when everything is done:
///
/// ```text
/// query steps <-- part that is the same at every step: loaded at each step, read at the first
///             <-- subquery: its points are loaded as those of a range selector; what it read
///                 counts at the first step that looks at it
/// ```
///
/// Safe for use from any thread.
public final class SampleCounts {
  /// Bytes of a float sample and of its time, and of a histogram without buckets: the sizes that
  /// Prometheus compares.
  private static final int FLOAT_BYTES = 16;

  private static final int TIME_BYTES = 8;
  private static final int HISTOGRAM_BYTES = 168;

  /// Counts on other steps.
  ///
  /// @param windows of the subquery; null for what is the same at every step
  private record Inner(SampleCounts counts, @Nullable Windows windows) {}

  private final Steps steps;
  private final long[] loaded;
  private final long[] read;
  private final List<Inner> inner = new ArrayList<>();

  SampleCounts(Steps steps) {
    this.steps = steps;
    loaded = new long[steps.count()];
    read = new long[steps.count()];
  }

  /// Counts of a part that is evaluated at the first step only.
  synchronized SampleCounts invariant() {
    SampleCounts counts = new SampleCounts(Steps.at(steps.startMs()));
    inner.add(new Inner(counts, null));
    return counts;
  }

  /// Counts of the expression of a subquery.
  synchronized SampleCounts subquery(Steps grid, Windows windows) {
    SampleCounts counts = new SampleCounts(grid);
    inner.add(new Inner(counts, windows));
    return counts;
  }

  /// A selector found one sample at each step where the column has a value.
  synchronized void found(Column column) {
    for (int step = 0; step < column.count; step++) {
      NativeHistogram histogram = column.histogram(step);
      long weight = histogram != null ? weight(histogram) : column.hasFloat(step) ? 1 : 0;
      loaded[step] += weight;
      read[step] += weight;
    }
  }

  /// A range selector or subquery has these samples.
  ///
  /// @param stored whether they were read; those of a subquery were computed
  synchronized void found(SampleBuffer samples, Windows windows, boolean stored) {
    int low = 0;
    int high = 0;
    long inWindow = 0;
    for (int step = 0; step < steps.count(); step++) {
      long end = windows.end(step);
      while (high < samples.size && samples.timestamps[high] <= end) {
        long weight = weight(samples, high);
        inWindow += weight;
        if (stored && samples.timestamps[high] > windows.start(step)) {
          read[step] += weight;
        }
        high++;
      }
      while (low < high && samples.timestamps[low] <= windows.start(step)) {
        inWindow -= weight(samples, low++);
      }
      loaded[step] += inWindow;
    }
  }

  private static long weight(SampleBuffer samples, int row) {
    NativeHistogram histogram = samples.histogram(row);
    return histogram == null ? 1 : weight(histogram);
  }

  private static long weight(NativeHistogram h) {
    int spans = (h.positiveSpans.length + h.negativeSpans.length) / 2;
    int numbers = h.positiveBuckets.length + h.negativeBuckets.length + h.customBounds.length;
    return (HISTOGRAM_BYTES + 8L * (spans + numbers) + TIME_BYTES) / FLOAT_BYTES;
  }

  /// Adds up the inner counts. Called once, when the evaluation is done.
  synchronized void finish() {
    for (Inner one : inner) {
      SampleCounts counts = one.counts;
      counts.finish();
      if (one.windows == null) {
        for (int step = 0; step < loaded.length; step++) {
          loaded[step] += counts.loaded[0];
        }
        read[0] += counts.read[0];
      } else {
        addRead(counts, one.windows);
      }
    }
    inner.clear();
  }

  private void addRead(SampleCounts counts, Windows windows) {
    int step = 0;
    for (int i = 0; i < counts.read.length; i++) {
      long time = counts.steps.time(i);
      while (step < read.length && windows.end(step) < time) {
        step++;
      }
      if (step < read.length && time > windows.start(step)) {
        read[step] += counts.read[i];
      }
    }
  }

  /// Samples by step that went into the evaluation.
  public synchronized long[] loaded() {
    return loaded.clone();
  }

  /// Samples by step that were read.
  public synchronized long[] read() {
    return read.clone();
  }
}
