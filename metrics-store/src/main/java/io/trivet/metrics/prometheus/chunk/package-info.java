/// Chunks of samples as the Prometheus TSDB and its remote read have them.
///
/// ```text
/// SampleBuffer -> ChunkEncoder (cuts, picks the encoding) -> XorChunk, HistogramChunk -> bytes
/// bytes -> ChunkDecoder -> SampleBuffer
/// ```
///
/// Encodings: 1 floats ("XOR"), 2 native histograms with integer counts, 3 with float counts. Their
/// layout is in `tsdb/docs/format/chunks.md` of Prometheus.
@NullMarked
package io.trivet.metrics.prometheus.chunk;

import org.jspecify.annotations.NullMarked;
