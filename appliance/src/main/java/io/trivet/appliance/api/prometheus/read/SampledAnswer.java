package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.prometheus.chunk.ChunkEncoder;

/// Writes `prometheus.ReadResponse`:
///
/// ```text
/// ReadResponse {1 results* {1 timeseries* {1 labels*, 2 samples* {1 value, 2 timestamp}, 4 histograms*}}}
/// ```
///
/// Source: `prompb/remote.proto` and `prompb/types.proto` of Prometheus. Owned by one thread.
final class SampledAnswer {
  private final long limit;
  private final long sampleLimit;
  private long samples;
  private final ProtoOutput answer = new ProtoOutput();
  private final ProtoOutput result = new ProtoOutput();
  private final ProtoOutput series = new ProtoOutput();
  private final ProtoOutput part = new ProtoOutput();
  private final ProtoOutput inner = new ProtoOutput();

  /// @param limit most bytes before packing
  /// @param sampleLimit most samples, 0 for no bound
  SampledAnswer(long limit, long sampleLimit) {
    this.limit = limit;
    this.sampleLimit = sampleLimit;
  }

  /// Ends the result of one query.
  void endQuery() {
    answer.message(1, result.bytes);
    result.clear();
    check();
  }

  void series(Labels labels, SampleBuffer buffer) {
    samples += buffer.size;
    if (sampleLimit > 0 && samples > sampleLimit) {
      throw new TrivetException(ErrorKind.BAD_DATA, "exceeded sample limit (" + sampleLimit + ")");
    }
    series.clear();
    labels(series, part, labels);
    for (int i = 0; i < buffer.size; i++) {
      NativeHistogram histogram = buffer.histogram(i);
      part.clear();
      if (histogram == null) {
        part.float64(1, buffer.values[i]).number(2, buffer.timestamps[i]);
        series.message(2, part.bytes);
      } else {
        histogram(histogram, ChunkEncoder.hint(buffer, i), buffer.timestamps[i]);
        series.message(4, part.bytes);
      }
    }
    result.message(1, series.bytes);
    check();
  }

  private void check() {
    if (length() > limit) {
      throw ReadSeries.tooLarge(limit);
    }
  }

  static void labels(ProtoOutput into, ProtoOutput scratch, Labels labels) {
    labels.forEach(
        (name, value) -> into.message(1, scratch.clear().string(1, name).string(2, value).bytes));
  }

  private void histogram(NativeHistogram h, NativeHistogram.ResetHint hint, long time) {
    if (h.isInteger) {
      part.present(1, (long) h.count);
    } else {
      part.presentFloat64(2, h.count);
    }
    part.float64(3, h.sum).signed(4, h.schema).float64(5, h.zeroThreshold);
    if (h.isInteger) {
      part.present(6, (long) h.zeroCount);
    } else {
      part.presentFloat64(7, h.zeroCount);
    }
    side(8, h.negativeSpans, h.negativeBuckets, h.isInteger);
    side(11, h.positiveSpans, h.positiveBuckets, h.isInteger);
    int sent =
        switch (hint) {
          case UNKNOWN -> 0;
          case RESET -> 1;
          case NO_RESET -> 2;
          case GAUGE -> 3;
        };
    part.number(14, sent).number(15, time);
    if (h.customBounds.length > 0) {
      inner.clear();
      doubles(h.customBounds);
      part.message(16, inner.bytes);
    }
  }

  /// Spans, and buckets as deltas or as floats.
  private void side(int field, int[] spans, double[] buckets, boolean isInteger) {
    for (int i = 0; i < spans.length; i += 2) {
      inner.clear().signed(1, spans[i]).number(2, spans[i + 1]);
      part.message(field, inner.bytes);
    }
    if (buckets.length == 0) {
      return;
    }
    inner.clear();
    if (isInteger) {
      long before = 0;
      for (double bucket : buckets) {
        inner.bytes.putSigned((long) bucket - before);
        before = (long) bucket;
      }
    } else {
      doubles(buckets);
    }
    part.message(field + (isInteger ? 1 : 2), inner.bytes);
  }

  private void doubles(double[] values) {
    for (double value : values) {
      inner.bytes.putDouble(value);
    }
  }

  /// Bytes so far.
  long length() {
    return (long) answer.bytes.length() + result.bytes.length();
  }

  /// The whole message.
  BytesWriter bytes() {
    return answer.bytes;
  }
}
