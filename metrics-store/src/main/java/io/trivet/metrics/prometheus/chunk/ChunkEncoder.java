package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.NativeHistogram;

/// Cuts the samples of a series into chunks of Prometheus. Owned by one thread.
public final class ChunkEncoder {
  /// Most samples of a chunk, as Prometheus itself has them.
  private static final int ROWS = 120;

  private final BytesWriter data = new BytesWriter(1024);
  private int encoding;

  /// Encodes the chunk that begins with a row and returns the row behind its last. A chunk ends
  /// where the kind of samples or the layout of histograms changes, and before a counter reset.
  public int encode(SampleBuffer samples, int from) {
    int to = end(samples, from);
    NativeHistogram first = samples.histogram(from);
    data.clear();
    if (first == null) {
      XorChunk.write(samples, from, to, data);
      encoding = XorChunk.ENCODING;
    } else {
      HistogramChunk.write(samples, from, to, hint(samples, from), data);
      encoding = first.isInteger ? HistogramChunk.INTEGER_ENCODING : HistogramChunk.FLOAT_ENCODING;
    }
    return to;
  }

  /// Number of the encoding of the last chunk.
  public int encoding() {
    return encoding;
  }

  /// The last chunk, without its encoding; valid until the next one.
  public BytesWriter data() {
    return data;
  }

  private static int end(SampleBuffer samples, int from) {
    NativeHistogram first = samples.histogram(from);
    int most = Math.min(samples.size, from + ROWS);
    int to = from + 1;
    while (to < most) {
      NativeHistogram next = samples.histogram(to);
      boolean goesOn =
          first == null
              ? next == null
              : next != null
                  && HistogramChunk.fit(first, next)
                  && hint(samples, to) != NativeHistogram.ResetHint.RESET;
      if (!goesOn) {
        break;
      }
      to++;
    }
    return to;
  }

  /// What a row tells of a counter reset since the row before it, in place of what its sender said.
  public static NativeHistogram.ResetHint hint(SampleBuffer samples, int row) {
    NativeHistogram current = samples.histogram(row);
    if (current == null || current.resetHint == NativeHistogram.ResetHint.GAUGE) {
      return NativeHistogram.ResetHint.GAUGE;
    }
    NativeHistogram before = row == 0 ? null : samples.histogram(row - 1);
    if (before == null || Double.isNaN(before.sum)) {
      return NativeHistogram.ResetHint.UNKNOWN;
    }
    return CounterResets.isReset(before, current)
        ? NativeHistogram.ResetHint.RESET
        : NativeHistogram.ResetHint.NO_RESET;
  }
}
