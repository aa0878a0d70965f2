package io.trivet.metrics.head;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// How much memory series and samples take that are not in blocks, and what follows from it:
///
/// ```text
/// samples over a third of the limit       samples are written to a block now
/// all over three quarters of it, and      the same, and series that get no more samples
///   many series have got no sample lately   are forgotten
/// all over the limit                      new series are refused
/// all over one and a half times it        samples are refused
/// ```
///
/// When the journal is replayed, the first holds too, and from half of the limit on series are
/// forgotten where the journal names them anew.
///
/// It is measured once for some hundred new series and some ten thousand samples. Changed under the
/// reserving lock of the [Head] or by its maintenance; read from any thread.
public final class HeadMemory {
  private static final int MEASURED_SERIES = 512;
  private static final int MEASURED_SAMPLES = 1 << 16;

  private final Head head;
  private volatile Runnable flushing = () -> {};
  private volatile long bytes;
  private volatile long sampleBytes;
  private int newSeries;
  private int newSamples;

  HeadMemory(Head head) {
    this.head = head;
  }

  /// @param action makes samples be written to a block soon; returns at once
  public void whenFlushIsDue(Runnable action) {
    flushing = action;
  }

  private long limit() {
    long configured = head.options().maxMemory().bytes();
    return configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 5 * 2;
  }

  /// Measures what there is now.
  public void measure() {
    long ofSamples = head.sampleBytes();
    sampleBytes = ofSamples;
    bytes = ofSamples + head.registry().bytes();
  }

  private boolean hasManySamples() {
    return sampleBytes > limit() / 3;
  }

  /// Whether series are to be forgotten early.
  public boolean isScarce() {
    return bytes > limit() / 4 * 3;
  }

  /// Whether half of it is taken.
  boolean isHalfFull() {
    return bytes > limit() / 2;
  }

  /// Whether there is no room for samples.
  boolean isFull() {
    return bytes > limit() / 2 * 3;
  }

  /// Whether writing samples to a block now would free a good part of the memory.
  ///
  /// @param before series whose newest sample is older can be forgotten then
  public boolean wantsFlush(long before) {
    measure();
    return hasManySamples() || isScarce() && head.registry().canForget(before);
  }

  /// @throws TrivetException of kind LIMITED when there is no room for a series
  void checkRoomForSeries(int size) {
    if (bytes > limit()) {
      throw new TrivetException(
          ErrorKind.LIMITED,
          "no memory for further series: those in memory take the "
              + limit() / (1024 * 1024)
              + " MiB of metrics.max_memory; drop labels with many values");
    }
    long most = head.options().maxSeries();
    if (most > 0 && size >= most) {
      throw new TrivetException(
          ErrorKind.LIMITED,
          "limit of "
              + most
              + " series in memory is reached (metrics.max_series); drop labels with many values");
    }
  }

  /// @throws TrivetException of kind UNAVAILABLE when there is no room for samples
  void checkRoomForSamples() {
    if (isFull()) {
      throw new TrivetException(
          ErrorKind.UNAVAILABLE,
          "no memory for samples until those in memory are in blocks; try again later");
    }
  }

  void seriesAdded() {
    if (++newSeries >= MEASURED_SERIES) {
      newSeries = 0;
      measure();
    }
  }

  void samplesAdded(int count) {
    newSamples += count;
    if (newSamples >= MEASURED_SAMPLES) {
      newSamples = 0;
      measure();
      if (hasManySamples()) {
        flushing.run();
      }
    }
  }
}
