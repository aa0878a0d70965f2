package io.trivet.logs.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.logs.page.EntryRows;
import io.trivet.logs.page.MetadataColumn;
import org.jspecify.annotations.Nullable;

/// Rows of one stream in the order of their arrival, as they were at one moment: the arrays may
/// grow behind what counts here, but never change in it.
///
/// @param starts line `i` is `lines[starts[i] .. starts[i + 1])`
/// @param metadataEnds where the metadata operations of row `i` end in `metadata`; null if no row
///   has any
record Arrived(
    int size,
    long[] times,
    int[] starts,
    byte[] lines,
    int @Nullable [] metadataEnds,
    byte[] metadata) {
  EntryRows toRows() {
    return new EntryRows(size, times, starts, lines, metadataColumn());
  }

  private @Nullable MetadataColumn metadataColumn() {
    int[] ends = metadataEnds;
    if (ends == null) {
      return null;
    }
    int[] pairStarts = new int[size + 1];
    int[] pairs = new int[64];
    int count = 0;
    BytesReader in = new BytesReader(metadata, 0, size == 0 ? 0 : ends[size - 1]);
    for (int row = 0; row < size; row++) {
      while (in.position() < ends[row]) {
        if (4 * count == pairs.length) {
          pairs = java.util.Arrays.copyOf(pairs, 2 * pairs.length);
        }
        in.skip(1);
        pairs[4 * count + 1] = in.getLength(in.remaining());
        pairs[4 * count] = in.skip(pairs[4 * count + 1]);
        pairs[4 * count + 3] = in.getLength(in.remaining());
        pairs[4 * count + 2] = in.skip(pairs[4 * count + 3]);
        count++;
      }
      pairStarts[row + 1] = count;
    }
    return new MetadataColumn(pairStarts, pairs, metadata);
  }

  long heapBytes() {
    int[] ends = metadataEnds;
    return 96
        + 8L * times.length
        + 4L * starts.length
        + lines.length
        + metadata.length
        + (ends == null ? 0 : 4L * ends.length);
  }
}
