package io.trivet.logs;

/// Batches of one stream in the direction of the scan: entries of a batch, and of the batches one
/// after the other, are ordered by time. Owned by one thread.
public interface BatchCursor extends AutoCloseable {
  /// Fills the batch with the next entries; false at the end. Exact duplicates (same stream, time,
  /// line and metadata) are given once.
  boolean next(EntryBatch into);

  /// Time range of what is left is within these bounds, in nanoseconds; lets a caller who has
  /// enough entries stop before decoding more.
  long nextMinNanos();

  long nextMaxNanos();

  @Override
  void close();
}
