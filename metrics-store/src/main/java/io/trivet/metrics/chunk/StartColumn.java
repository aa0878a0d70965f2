package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;

/// Start timestamps of a run of samples, 0 where unknown: they rarely change.
///
/// ```text
/// column = changes (varint), each: rows since the change before (varint),
///          start - first time of the run (signed varint), or -first time for "unknown"
/// ```
public final class StartColumn {
  private StartColumn() {}

  public static void write(long[] starts, int from, int count, long firstTime, BytesWriter out) {
    int changes = 0;
    long current = 0;
    for (int i = 0; i < count; i++) {
      if (starts[from + i] != current) {
        current = starts[from + i];
        changes++;
      }
    }
    out.putVarint(changes);
    current = 0;
    int row = 0;
    for (int i = 0; i < count; i++) {
      if (starts[from + i] != current) {
        current = starts[from + i];
        out.putVarint(i - row);
        out.putSigned(current - firstTime);
        row = i;
      }
    }
  }

  /// Reads `count` start timestamps into an array.
  public static void read(BytesReader in, int count, long firstTime, long[] into, int at) {
    int changes = in.getLength(count);
    int row = 0;
    long current = 0;
    for (int i = 0; i < changes; i++) {
      int next = row + in.getLength(count - 1 - row);
      Arrays.fill(into, at + row, at + next, current);
      current = firstTime + in.getSigned();
      row = next;
    }
    Arrays.fill(into, at + row, at + count, current);
  }
}
