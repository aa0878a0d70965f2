package io.trivet.logs.page;

/// A compressed page: columns as they stand in the file.
///
/// @param rows number of entries
/// @param lineBytes bytes of all lines, uncompressed
/// @param times encoded column, never empty
/// @param lengths encoded column, never empty
/// @param metadata encoded column, empty if no row has metadata
/// @param lines encoded column, never empty
/// @param filter encoded [IdentifierFilter], empty if there is none
public record EncodedPage(
    int rows,
    int lineBytes,
    byte[] times,
    byte[] lengths,
    byte[] metadata,
    byte[] lines,
    byte[] filter) {
  /// Heap bytes, about.
  public int heapBytes() {
    return 160 + times.length + lengths.length + metadata.length + lines.length + filter.length;
  }
}
