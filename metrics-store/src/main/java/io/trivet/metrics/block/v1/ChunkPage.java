package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import java.util.Arrays;

/// A page of chunks with the headers of its series parsed once. Immutable.
final class ChunkPage implements PageCache.Page {
  final byte[] content;

  /// Index of the first chunk of each series, and behind the last one the number of all chunks.
  final int[] chunksOf;

  final byte[] flags;
  final int[] counts;
  final int[] timeColumns;
  final long[] firsts;
  final long[] lasts;

  /// Position of each payload; the next one ends it.
  final int[] payloads;

  ChunkPage(byte[] content, long reference) {
    this.content = content;
    BytesReader in = new BytesReader(content);
    int series = in.getLength(content.length);
    int[] chunks = new int[series + 1];
    byte[] allFlags = new byte[series];
    int[] allCounts = new int[series];
    int[] columns = new int[series];
    long[] allFirsts = new long[series];
    long[] allLasts = new long[series];
    int[] lengths = new int[series + 1];
    int n = 0;
    for (int s = 0; s < series; s++) {
      chunks[s] = n;
      int ofSeries = in.getLength(content.length);
      long previous = reference;
      for (int i = 0; i < ofSeries; i++) {
        if (n == allCounts.length) {
          int larger = Math.max(16, 2 * n);
          allFlags = Arrays.copyOf(allFlags, larger);
          allCounts = Arrays.copyOf(allCounts, larger);
          columns = Arrays.copyOf(columns, larger);
          allFirsts = Arrays.copyOf(allFirsts, larger);
          allLasts = Arrays.copyOf(allLasts, larger);
          lengths = Arrays.copyOf(lengths, larger + 1);
        }
        allFlags[n] = (byte) in.getByte();
        allCounts[n] = in.getLength(BlockFiles.MAX_CHUNK_SAMPLES);
        columns[n] = in.getLength(Integer.MAX_VALUE);
        allFirsts[n] = previous + in.getSigned();
        allLasts[n] = allFirsts[n] + in.getVarint();
        lengths[n] = in.getLength(content.length);
        previous = allLasts[n];
        n++;
      }
    }
    chunks[series] = n;
    int at = in.position();
    int[] positions = new int[n + 1];
    for (int i = 0; i < n; i++) {
      positions[i] = at;
      at += lengths[i];
    }
    positions[n] = at;
    if (at != content.length) {
      throw new io.trivet.core.codec.MalformedBytesException(at, "payloads do not end the page");
    }
    this.chunksOf = chunks;
    this.flags = allFlags;
    this.counts = allCounts;
    this.timeColumns = columns;
    this.firsts = allFirsts;
    this.lasts = allLasts;
    this.payloads = positions;
  }

  @Override
  public int bytes() {
    return content.length + 29 * counts.length + 4 * chunksOf.length;
  }
}
