package io.trivet.metrics.head;

import io.trivet.metrics.SampleBuffer;
import java.util.Arrays;

/// Start timestamps of the float samples of one series: the times from which on another one holds.
/// Guarded by the locks of the [Head].
final class StartRun {
  private long[] changes = new long[2];
  private int size;

  /// Start timestamp of the newest sample.
  long current() {
    return size == 0 ? 0 : changes[size - 1];
  }

  void change(long time, long start) {
    if (size == changes.length) {
      changes = Arrays.copyOf(changes, 2 * size);
    }
    changes[size++] = time;
    changes[size++] = start;
  }

  /// Sets the start timestamps of the rows of a buffer from a row on.
  void fill(SampleBuffer buffer, int from) {
    if (buffer.size == from) {
      return;
    }
    long[] starts = buffer.starts;
    if (starts == null) {
      starts = new long[buffer.timestamps.length];
      buffer.starts = starts;
    }
    int at = 0;
    long current = 0;
    for (int row = from; row < buffer.size; row++) {
      while (at < size && changes[at] <= buffer.timestamps[row]) {
        current = changes[at + 1];
        at += 2;
      }
      starts[row] = current;
    }
  }
}
