package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.prometheus.chunk.ChunkEncoder;
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
  private final long limit;
  private final int frameBytes;
  private final BytesWriter answer = new BytesWriter();
  private final ProtoOutput frame = new ProtoOutput();
  private final ProtoOutput series = new ProtoOutput();
  private final ProtoOutput chunk = new ProtoOutput();
  private final ChunkEncoder encoder = new ChunkEncoder();

  /// @param limit most bytes
  /// @param frameBytes after so many bytes a frame ends
  StreamedAnswer(long limit, int frameBytes) {
    this.limit = limit;
    this.frameBytes = frameBytes;
  }

  void series(int query, Labels labels, SampleBuffer samples) {
    SampledAnswer.labels(series.clear(), chunk, labels);
    int head = series.bytes.length();
    int from = 0;
    while (from < samples.size) {
      from = chunk(samples, from);
      if (series.bytes.length() >= frameBytes && from < samples.size) {
        frame(query);
        series.bytes.truncate(head);
      }
    }
    frame(query);
  }

  private int chunk(SampleBuffer samples, int from) {
    int to = encoder.encode(samples, from);
    chunk.clear().number(1, samples.timestamps[from]).number(2, samples.timestamps[to - 1]);
    chunk.number(3, encoder.encoding()).message(4, encoder.data());
    series.message(2, chunk.bytes);
    return to;
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
