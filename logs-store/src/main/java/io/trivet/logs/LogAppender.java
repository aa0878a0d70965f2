package io.trivet.logs;

import io.trivet.core.label.Labels;
import java.io.IOException;

/// Writes one batch of entries: streams are looked up or created, entries are added, [#commit]
/// makes the batch durable and visible as a whole. Owned by one thread; after [#commit] or
/// [#rollback] it can take the next batch.
///
/// As with metrics, a sender recognises a known stream by a 128-bit hash of the raw bytes that name
/// it and parses labels only on [#NO_STREAM].
public interface LogAppender {
  /// No stream has this hash.
  long NO_STREAM = -1;

  /// Reference of the stream that was registered under this hash, or [#NO_STREAM].
  long lookup(long hashHigh, long hashLow);

  /// Reference of the stream with these labels, created if new, and registered under the hash.
  ///
  /// @throws io.trivet.core.error.TrivetException of kind LIMITED beyond the limit of streams
  long stream(Labels labels, long hashHigh, long hashLow);

  /// Starts one entry. The bytes are copied before the method returns. Metadata pairs of the entry
  /// follow by [#metadata].
  ///
  /// @param timestampNanos nanoseconds since the epoch
  LogAppendStatus add(
      long stream, long timestampNanos, byte[] buffer, int lineOffset, int lineLength);

  /// Adds one pair of structured metadata to the entry started last. Pairs of refused entries are
  /// ignored. UTF-8 bytes, copied.
  ///
  /// @return METADATA_TOO_LARGE when the metadata of the entry passes its limit: the entry is then
  ///   taken back; else the status of the entry
  LogAppendStatus metadata(
      byte[] buffer, int nameOffset, int nameLength, int valueOffset, int valueLength);

  /// Writes the batch to the journal, waits as `wal.sync` promises, and makes it visible.
  ///
  /// @throws IOException if the journal cannot take it; then nothing of the batch is visible
  void commit() throws IOException;

  /// Forgets the batch.
  void rollback();
}
