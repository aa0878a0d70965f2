package io.trivet.metrics.prometheus;

import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;

/// Intervals deleted from one series, both ends included.
final class DeletedTimes {
  private long[] pairs = new long[2];
  private int length;

  void add(long min, long max) {
    if (length == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * length);
    }
    pairs[length++] = min;
    pairs[length++] = max;
  }

  boolean covers(long time) {
    for (int i = 0; i < length; i += 2) {
      if (time >= pairs[i] && time <= pairs[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /// Copies the rows which are left.
  void keep(SampleBuffer from, SampleBuffer into) {
    for (int row = 0; row < from.size; row++) {
      if (!covers(from.timestamps[row])) {
        NativeHistogram histogram = from.histogram(row);
        if (histogram == null) {
          into.add(from.timestamps[row], from.values[row]);
        } else {
          into.add(from.timestamps[row], histogram);
        }
      }
    }
  }
}
