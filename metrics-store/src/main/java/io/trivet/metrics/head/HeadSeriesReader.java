package io.trivet.metrics.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.chunk.TimeColumn;
import io.trivet.metrics.chunk.ValueColumn;
import io.trivet.metrics.series.SampleMerge;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads series of a generation one after the other, with buffers that are reused. Owned by one
/// thread at a time.
final class HeadSeriesReader {
  private final long[] slot = new long[64];
  private final SampleBuffer beside = new SampleBuffer();
  private final SampleBuffer late = new SampleBuffer();
  private final SampleBuffer floats = new SampleBuffer();
  private final SampleMerge merge = new SampleMerge();
  private final TimeColumn timeColumn = new TimeColumn();
  private final ValueColumn valueColumn = new ValueColumn();
  private final BytesReader in = new BytesReader(new byte[0]);
  private long[] chunkTimes = new long[64];
  private double[] chunkValues = new double[64];
  private int[] positions = new int[64];
  private int chunkBefore;
  private boolean hasSlot;
  @Nullable StartRun starts;

  /// Appends the samples of a series within a range.
  ///
  /// @param lastInOrder samples in order which are newer came after the query began and are left
  ///   out
  public void read(
      Head head,
      HeadSamples samples,
      int series,
      long min,
      long max,
      long lastInOrder,
      SampleBuffer into) {
    beside.clear();
    late.clear();
    starts = null;
    hasSlot = false;
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      samples.capture(series, min, max, lastInOrder, this);
      if (hasSlot && starts != null) {
        // Start timestamps may change under us: decode before the lock is given back.
        floats.clear();
        samples.readFloats(slot, min, Math.min(max, lastInOrder), this, floats);
        starts.fill(floats, 0);
      }
    } finally {
      lock.unlock();
    }
    boolean onlyFloats = beside.size == 0 && late.size == 0;
    if (hasSlot && starts == null) {
      if (onlyFloats) {
        samples.readFloats(slot, min, Math.min(max, lastInOrder), this, into);
        return;
      }
      floats.clear();
      samples.readFloats(slot, min, Math.min(max, lastInOrder), this, floats);
    } else if (!hasSlot) {
      floats.clear();
    }
    merge.begin();
    merge.add(floats);
    merge.add(beside);
    merge.add(late);
    merge.mergeInto(into);
  }

  void captureSlot(long[] page, int at, int length) {
    System.arraycopy(page, at, slot, 0, length);
    hasSlot = true;
  }

  SampleBuffer beside() {
    return beside;
  }

  SampleBuffer late() {
    return late;
  }

  int[] positions(int count) {
    if (positions.length < count) {
      positions = Arrays.copyOf(positions, 2 * count);
    }
    return positions;
  }

  /// First time of a chunk; leaves the position of the one before in [#chunkBefore].
  long openChunk(byte[] slab, int offset) {
    in.reset(slab, offset, slab.length - offset);
    chunkBefore = in.getInt();
    in.skip(1);
    return in.getSigned();
  }

  int chunkBefore() {
    return chunkBefore;
  }

  void readChunk(byte[] slab, int offset, long min, long max, SampleBuffer into) {
    in.reset(slab, offset, slab.length - offset);
    in.skip(4);
    int count = in.getByte();
    if (chunkTimes.length < count) {
      chunkTimes = new long[count];
      chunkValues = new double[count];
    }
    timeColumn.read(in, count, 0, chunkTimes, 0);
    if (chunkTimes[0] >= min && chunkTimes[count - 1] <= max) {
      into.ensure(count);
      System.arraycopy(chunkTimes, 0, into.timestamps, into.size, count);
      valueColumn.read(in, count, into.values, into.size);
      into.size += count;
      return;
    }
    if (chunkTimes[0] > max || chunkTimes[count - 1] < min) {
      return;
    }
    valueColumn.read(in, count, chunkValues, 0);
    for (int i = 0; i < count; i++) {
      if (chunkTimes[i] >= min && chunkTimes[i] <= max) {
        into.add(chunkTimes[i], chunkValues[i]);
      }
    }
  }
}
