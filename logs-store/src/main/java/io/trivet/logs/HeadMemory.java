package io.trivet.logs;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.logs.head.BatchWriter;
import io.trivet.logs.head.Head;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Keeps the memory of entries that are not in blocks within its limit. Safe for use from any
/// thread.
///
/// ```text
/// head over half of the limit (or over max_head_size)    it is written to blocks
/// head over an eighth, and a batch had no room           the same
/// head over twice what it is written at, or
/// this and the head that is being written, with what     batches wait for a while, and are refused
///   batches on their way will take, over the limit         then; new streams are refused
/// ```
final class HeadMemory {
  /// Instead of an amount, where there is no room.
  static final long NO_ROOM = -1;

  /// What a stream that is new to a head takes with its first entry, labels not counted.
  private static final long NEW_STREAM_BYTES = 400;

  private final Supplier<LogStoreOptions> options;
  private final Supplier<Heads> heads;
  private final Runnable flushing;
  private final AtomicLong arriving = new AtomicLong();
  private volatile boolean scarce;

  /// @param flushing makes entries be written to blocks soon; returns at once
  HeadMemory(Supplier<LogStoreOptions> options, Supplier<Heads> heads, Runnable flushing) {
    this.options = options;
    this.heads = heads;
    this.flushing = flushing;
  }

  /// How much the head may take before it is written to blocks.
  private long flushBytes() {
    LogStoreOptions now = options.get();
    return Math.min(now.maxHeadSize().bytes(), now.memoryLimit() / 2);
  }

  /// Whether the head takes so much that it is to be written to blocks.
  boolean isFlushDue(Head active) {
    return active.memoryBytes() > (scarce ? flushBytes() / 4 : flushBytes());
  }

  private long bytes() {
    long sum = 0;
    for (Head head : heads.get().all()) {
      sum += head.memoryBytes();
    }
    return sum;
  }

  /// @throws TrivetException of kind UNAVAILABLE when there is no room for a stream
  void checkRoomForStream() {
    if (bytes() > options.get().memoryLimit()) {
      flushing.run();
      throw full();
    }
  }

  /// Keeps room for a batch until it is in the head.
  ///
  /// @return what is to be given to [#release] then; [#NO_ROOM] if there is none now
  /// @throws TrivetException of kind TOO_LARGE if there never would be
  long hold(Head head, BatchWriter batch) {
    long limit = options.get().memoryLimit();
    long streams = Math.min(batch.streamChanges(), head.streams());
    long wanted = 2L * batch.length() + NEW_STREAM_BYTES * streams;
    if (wanted > limit) {
      throw new TrivetException(
          ErrorKind.TOO_LARGE,
          "a push that needs more than the "
              + limit / (1024 * 1024)
              + " MiB of logs.max_memory; send smaller ones");
    }
    if (arriving.addAndGet(wanted) + bytes() > limit
        || heads.get().active().memoryBytes() > 2 * flushBytes()) {
      arriving.addAndGet(-wanted);
      scarce = true;
      flushing.run();
      return NO_ROOM;
    }
    scarce = false;
    return wanted;
  }

  void release(long held) {
    arriving.addAndGet(-held);
  }

  static TrivetException full() {
    return new TrivetException(
        ErrorKind.UNAVAILABLE,
        "no memory for entries until those in memory are in blocks (logs.max_memory); try again"
            + " later");
  }
}
