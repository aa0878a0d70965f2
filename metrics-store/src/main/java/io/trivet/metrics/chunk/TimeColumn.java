package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;

/// Times of a run of samples, ascending, in ms. Owned by one thread.
///
/// ```text
/// column = first - reference (signed varint)  [from 2 rows on: mode (byte) ...]
/// mode 0  step (signed varint)                        every time is first + row * step
/// mode 1  step (signed varint)  residuals, packed     time = first + row * step + residual
/// mode 2  deltas to the row before, packed
/// ```
public final class TimeColumn {
  private static final int REGULAR = 0;
  private static final int RESIDUALS = 1;
  private static final int DELTAS = 2;

  private final PackedBits packed = new PackedBits();
  private long[] residuals = new long[128];
  private long[] deltas = new long[128];

  /// @param reference a time near the first that the reader knows as well
  public void write(long[] times, int from, int count, long reference, BytesWriter out) {
    long first = times[from];
    out.putSigned(first - reference);
    if (count < 2) {
      return;
    }
    if (residuals.length < count) {
      residuals = new long[2 * count];
      deltas = new long[2 * count];
    }
    long step = Math.round((times[from + count - 1] - first) / (double) (count - 1));
    long different = 0;
    for (int i = 1; i < count; i++) {
      residuals[i - 1] = times[from + i] - (first + i * step);
      different |= residuals[i - 1];
      deltas[i - 1] = times[from + i] - times[from + i - 1];
    }
    if (different == 0) {
      out.putByte(REGULAR);
      out.putSigned(step);
    } else if (packed.size(residuals, 0, count - 1) + 3 < packed.size(deltas, 0, count - 1)) {
      out.putByte(RESIDUALS);
      out.putSigned(step);
      packed.write(residuals, 0, count - 1, out);
    } else {
      out.putByte(DELTAS);
      packed.write(deltas, 0, count - 1, out);
    }
  }

  /// Reads `count` times into an array.
  public void read(BytesReader in, int count, long reference, long[] into, int at) {
    long first = reference + in.getSigned();
    into[at] = first;
    if (count < 2) {
      return;
    }
    int mode = in.getByte();
    switch (mode) {
      case REGULAR -> {
        long step = in.getSigned();
        for (int i = 1; i < count; i++) {
          into[at + i] = first + i * step;
        }
      }
      case RESIDUALS -> {
        long step = in.getSigned();
        packed.read(in, into, at + 1, count - 1);
        for (int i = 1; i < count; i++) {
          into[at + i] += first + i * step;
        }
      }
      case DELTAS -> {
        packed.read(in, into, at + 1, count - 1);
        long time = first;
        for (int i = 1; i < count; i++) {
          time += into[at + i];
          into[at + i] = time;
        }
      }
      default -> throw Columns.malformed(in, "unknown mode " + mode + " of times");
    }
  }
}
