package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.zip.CRC32C;

/// Writes frames of `prometheus.ChunkedReadResponse`, one series a frame, a long one over several:
///
/// ```text
/// frame: length (varint), CRC-32C of the message (4 bytes, big endian), message
/// ChunkedReadResponse {1 chunked_series {1 labels*, 2 chunks* {1 min_time, 2 max_time, 3 type, 4 data}}, 2 query_index}
/// ```
///
/// Source: `prompb/remote.proto` and `storage/remote/chunked.go` of Prometheus. Owned by one
/// thread.
final class StreamedAnswer {
  private static final int CHUNK_ROWS = 120;
  private static final int FRAME_BYTES = 1 << 20;

  private final long limit;
  private final BytesWriter answer = new BytesWriter();
  private final ProtoOutput frame = new ProtoOutput();
  private final ProtoOutput series = new ProtoOutput();
  private final ProtoOutput chunk = new ProtoOutput();
  private final BytesWriter data = new BytesWriter();

  /// @param limit most bytes
  StreamedAnswer(long limit) {
    this.limit = limit;
  }

  void series(int query, Labels labels, SampleBuffer samples) {
    SampledAnswer.labels(series.clear(), chunk, labels);
    int head = series.bytes.length();
    int from = 0;
    while (from < samples.size) {
      int to = end(samples, from);
      chunk(samples, from, to);
      from = to;
      if (series.bytes.length() >= FRAME_BYTES && from < samples.size) {
        frame(query);
        series.bytes.truncate(head);
      }
    }
    frame(query);
  }

  /// Behind the last row of the chunk that begins with a row.
  private static int end(SampleBuffer samples, int from) {
    NativeHistogram first = samples.histogram(from);
    int most = Math.min(samples.size, from + CHUNK_ROWS);
    int to = from + 1;
    while (to < most) {
      NativeHistogram next = samples.histogram(to);
      boolean goesOn =
          first == null
              ? next == null
              : next != null
                  && HistogramChunk.fit(first, next)
                  && ReadSeries.hint(samples, to) != NativeHistogram.ResetHint.RESET;
      if (!goesOn) {
        break;
      }
      to++;
    }
    return to;
  }

  private void chunk(SampleBuffer samples, int from, int to) {
    NativeHistogram first = samples.histogram(from);
    data.clear();
    int encoding;
    if (first == null) {
      XorChunk.write(samples, from, to, data);
      encoding = XorChunk.ENCODING;
    } else {
      HistogramChunk.write(samples, from, to, ReadSeries.hint(samples, from), data);
      encoding = first.isInteger ? HistogramChunk.INTEGER_ENCODING : HistogramChunk.FLOAT_ENCODING;
    }
    chunk.clear().number(1, samples.timestamps[from]).number(2, samples.timestamps[to - 1]);
    chunk.number(3, encoding).message(4, data);
    series.message(2, chunk.bytes);
  }

  private void frame(int query) {
    frame.clear().message(1, series.bytes).number(2, query);
    CRC32C sum = new CRC32C();
    sum.update(frame.bytes.array(), 0, frame.bytes.length());
    answer.putVarint(frame.bytes.length());
    answer.putInt(Integer.reverseBytes((int) sum.getValue()));
    answer.putBytes(frame.bytes.array(), 0, frame.bytes.length());
    if (answer.length() > limit) {
      throw ReadSeries.tooLarge(limit);
    }
  }

  /// All frames.
  BytesWriter bytes() {
    return answer;
  }
}
