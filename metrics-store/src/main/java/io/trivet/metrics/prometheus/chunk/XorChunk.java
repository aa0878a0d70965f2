package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.SampleBuffer;

/// Writes float samples as an XOR chunk of Prometheus: number of samples (2 bytes), first time and
/// value, then differences. Source: the chunk formats of the Prometheus TSDB.
final class XorChunk {
  static final int ENCODING = 1;

  private XorChunk() {}

  /// @param to behind the last row; at most 65535 rows
  static void write(SampleBuffer samples, int from, int to, BytesWriter out) {
    out.putByte(to - from >>> 8);
    out.putByte(to - from);
    ChunkBits bits = new ChunkBits(out);
    ChunkBits.Floats values = new ChunkBits.Floats();
    long time = samples.timestamps[from];
    bits.leb128(time << 1 ^ time >> 63);
    values.first(bits, samples.values[from]);
    long delta = 0;
    for (int i = from + 1; i < to; i++) {
      long step = samples.timestamps[i] - samples.timestamps[i - 1];
      if (i == from + 1) {
        bits.leb128(step);
      } else {
        bits.timeDelta(step - delta);
      }
      delta = step;
      values.next(bits, samples.values[i]);
    }
    bits.end();
  }
}
