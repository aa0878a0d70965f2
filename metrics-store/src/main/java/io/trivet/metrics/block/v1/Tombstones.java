package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// Intervals deleted from the series of a block, by ordinal. Immutable.
final class Tombstones {
  static final Tombstones NONE = new Tombstones(new TreeMap<>());
  private static final int MAX_BYTES = 1 << 30;

  /// Pairs of first and last ms, both included, in the order of their deletion.
  private final Map<Integer, long[]> intervals;

  private Tombstones(Map<Integer, long[]> intervals) {
    this.intervals = intervals;
  }

  static Tombstones read(Disk disk, Path directory) throws IOException {
    Path file = directory.resolve(BlockFiles.TOMBSTONES);
    if (!disk.exists(file)) {
      return NONE;
    }
    try (CheckedFileReader reader =
        new CheckedFileReader(disk, file, BlockFiles.TOMBSTONES_FORMAT)) {
      BytesReader in = new BytesReader(reader.readAll(MAX_BYTES));
      Map<Integer, long[]> found = new TreeMap<>();
      int count = in.getLength(in.remaining());
      for (int i = 0; i < count; i++) {
        add(found, in.getLength(Integer.MAX_VALUE), in.getSigned(), in.getSigned());
      }
      return new Tombstones(found);
    }
  }

  private static void add(Map<Integer, long[]> intervals, int ordinal, long min, long max) {
    long[] known = intervals.get(ordinal);
    int length = known == null ? 0 : known.length;
    long[] longer = known == null ? new long[2] : Arrays.copyOf(known, length + 2);
    longer[length] = min;
    longer[length + 1] = max;
    intervals.put(ordinal, longer);
  }

  /// These and one more interval for some ordinals.
  Tombstones with(RoaringBitmap ordinals, long min, long max) {
    Map<Integer, long[]> more = new TreeMap<>(intervals);
    for (var it = ordinals.getIntIterator(); it.hasNext(); ) {
      add(more, it.next(), min, max);
    }
    return new Tombstones(more);
  }

  void write(Disk disk, Path directory) throws IOException {
    BytesWriter out = new BytesWriter(1024);
    out.putVarint(count());
    intervals.forEach((ordinal, pairs) -> {
      for (int i = 0; i < pairs.length; i += 2) {
        out.putVarint(ordinal);
        out.putSigned(pairs[i]);
        out.putSigned(pairs[i + 1]);
      }
    });
    Path temporary = directory.resolve(BlockFiles.TOMBSTONES + ".tmp");
    disk.delete(temporary);
    try (CheckedFileWriter writer =
        new CheckedFileWriter(disk, temporary, BlockFiles.TOMBSTONES_FORMAT)) {
      writer.write(out);
      writer.finish();
    }
    disk.publish(temporary, directory.resolve(BlockFiles.TOMBSTONES));
  }

  int count() {
    int count = 0;
    for (long[] pairs : intervals.values()) {
      count += pairs.length / 2;
    }
    return count;
  }

  /// Ordinals with deleted intervals, ascending.
  Collection<Integer> ordinals() {
    return intervals.keySet();
  }

  boolean isEmpty() {
    return intervals.isEmpty();
  }

  long @Nullable [] of(int ordinal) {
    return intervals.get(ordinal);
  }

  static boolean covers(long @Nullable [] pairs, long time) {
    for (int i = 0; pairs != null && i < pairs.length; i += 2) {
      if (time >= pairs[i] && time <= pairs[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /// Copies the rows which are not deleted.
  static void keep(SampleBuffer from, long[] pairs, SampleBuffer into) {
    for (int row = 0; row < from.size; row++) {
      long time = from.timestamps[row];
      if (!covers(pairs, time)) {
        var histogram = from.histogram(row);
        if (histogram == null) {
          into.add(time, from.values[row]);
        } else {
          into.add(time, histogram);
        }
        into.start(from.start(row));
      }
    }
  }
}
