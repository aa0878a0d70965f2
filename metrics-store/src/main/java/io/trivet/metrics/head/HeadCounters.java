package io.trivet.metrics.head;

import java.util.concurrent.atomic.LongAdder;

/// What has been appended since the start.
final class HeadCounters {
  private final LongAdder seriesCreated = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder histograms = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder exemplars = new LongAdder();

  void seriesCreated(long count) {
    seriesCreated.add(count);
  }

  void appended(long sampleCount, long histogramCount, long lateCount, long exemplarCount) {
    samples.add(sampleCount);
    histograms.add(histogramCount);
    late.add(lateCount);
    exemplars.add(exemplarCount);
  }

  long seriesCreated() {
    return seriesCreated.sum();
  }

  long samples() {
    return samples.sum();
  }

  long histograms() {
    return histograms.sum();
  }

  long late() {
    return late.sum();
  }

  long exemplars() {
    return exemplars.sum();
  }
}
