package io.trivet.metrics.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.chunk.HistogramColumn;
import io.trivet.metrics.chunk.StartColumn;
import io.trivet.metrics.chunk.TimeColumn;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Histogram samples of one series, ascending in time: a few open ones, the others in sealed chunks
/// (times, starts, histograms). Guarded by the locks of the [Head].
final class HistogramRun {
  private static final int OPEN = 16;

  private static final class Sealed {
    final long minTime;
    final long maxTime;
    final int count;
    final byte[] bytes;

    Sealed(long minTime, long maxTime, int count, byte[] bytes) {
      this.minTime = minTime;
      this.maxTime = maxTime;
      this.count = count;
      this.bytes = bytes;
    }
  }

  private final List<Sealed> sealed = new ArrayList<>();
  private final long[] times = new long[OPEN];
  private final long[] starts = new long[OPEN];
  private final @Nullable NativeHistogram[] histograms = new NativeHistogram[OPEN];
  private int size;

  long lastTime() {
    return size > 0 ? times[size - 1] : sealed.getLast().maxTime;
  }

  int chunks() {
    return sealed.size() + 1;
  }

  /// Appends a sample that is newer than all others; returns the bytes by which the run grew.
  int add(long time, NativeHistogram histogram, long start) {
    int grown = 0;
    if (size == OPEN) {
      grown = seal();
    }
    times[size] = time;
    starts[size] = start;
    histograms[size] = histogram;
    size++;
    return grown;
  }

  private int seal() {
    BytesWriter out = new BytesWriter(1024);
    new TimeColumn().write(times, 0, size, 0, out);
    StartColumn.write(starts, 0, size, times[0], out);
    HistogramColumn.write(histograms, 0, size, out);
    sealed.add(new Sealed(times[0], times[size - 1], size, out.toByteArray()));
    Arrays.fill(histograms, null);
    size = 0;
    return out.length();
  }

  /// Appends the samples within a range.
  void read(long min, long max, SampleBuffer into) {
    for (Sealed chunk : sealed) {
      if (chunk.minTime <= max && chunk.maxTime >= min) {
        BytesReader in = new BytesReader(chunk.bytes);
        long[] chunkTimes = new long[chunk.count];
        long[] chunkStarts = new long[chunk.count];
        @Nullable NativeHistogram[] values = new NativeHistogram[chunk.count];
        new TimeColumn().read(in, chunk.count, 0, chunkTimes, 0);
        StartColumn.read(in, chunk.count, chunkTimes[0], chunkStarts, 0);
        HistogramColumn.read(in, chunk.count, values, 0);
        copy(chunkTimes, values, chunkStarts, chunk.count, min, max, into);
      }
    }
    copy(times, histograms, starts, size, min, max, into);
  }

  private static void copy(
      long[] times,
      @Nullable NativeHistogram[] values,
      long[] starts,
      int count,
      long min,
      long max,
      SampleBuffer into) {
    for (int i = 0; i < count; i++) {
      NativeHistogram value = values[i];
      if (value != null && times[i] >= min && times[i] <= max) {
        into.add(times[i], value);
        into.start(starts[i]);
      }
    }
  }
}
