package io.trivet.metrics.prometheus.chunk;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.metrics.SampleBuffer;

/// Reads chunks of Prometheus. Owned by one thread.
public final class ChunkDecoder {
  private final ChunkBitReader bits = new ChunkBitReader();
  private final HistogramChunkReader histograms = new HistogramChunkReader(bits);

  /// Whether it knows an encoding.
  public static boolean knows(int encoding) {
    return encoding == XorChunk.ENCODING
        || encoding == HistogramChunk.INTEGER_ENCODING
        || encoding == HistogramChunk.FLOAT_ENCODING;
  }

  /// Appends the samples of a chunk in their order, which need not be that of time.
  ///
  /// @throws MalformedBytesException if the bytes are not a chunk of the encoding
  public void decode(int encoding, byte[] bytes, int offset, int length, SampleBuffer into) {
    if (length < 2) {
      throw new MalformedBytesException(offset, "chunk of " + length + " bytes");
    }
    int count = (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    bits.reset(bytes, offset + 2, length - 2);
    switch (encoding) {
      case XorChunk.ENCODING -> floats(count, into);
      case HistogramChunk.INTEGER_ENCODING -> histograms.read(count, true, into);
      case HistogramChunk.FLOAT_ENCODING -> histograms.read(count, false, into);
      default -> throw new MalformedBytesException(offset, "unknown chunk encoding " + encoding);
    }
  }

  private void floats(int count, SampleBuffer into) {
    ChunkBitReader.Floats values = new ChunkBitReader.Floats();
    long time = 0;
    long delta = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        long raw = bits.leb128();
        time = raw >>> 1 ^ -(raw & 1);
        into.add(time, values.first(bits));
      } else {
        delta = i == 1 ? bits.leb128() : delta + bits.timeDelta();
        time += delta;
        into.add(time, values.next(bits));
      }
    }
  }
}
