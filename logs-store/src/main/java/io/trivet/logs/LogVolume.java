package io.trivet.logs;

/// Size of a selection, estimated by whole chunks.
///
/// @param bytes uncompressed bytes of lines
public record LogVolume(long streams, long chunks, long entries, long bytes) {}
