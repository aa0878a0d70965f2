package io.trivet.logs.page;

import org.jspecify.annotations.Nullable;

/// Decoded entries of one stream, ascending by time; entries of one time in the order of their
/// arrival, without exact duplicates. Line `i` is `lines[starts[i] .. starts[i + 1])`. The arrays
/// may be longer than needed and are never changed in the part that counts.
///
/// @param metadata null if no row has any
public record EntryRows(
    int size, long[] times, int[] starts, byte[] lines, @Nullable MetadataColumn metadata) {
  /// Bytes of all lines.
  public int lineBytes() {
    return starts[size] - starts[0];
  }
}
