package io.trivet.core.query;

import java.util.concurrent.atomic.LongAdder;

/// What a query has cost so far. Written by all threads that work on it.
public final class QueryStatistics {
  private final LongAdder bytesScanned = new LongAdder();
  private final LongAdder itemsScanned = new LongAdder();
  private final LongAdder itemsReturned = new LongAdder();
  private final LongAdder seriesTouched = new LongAdder();
  private final LongAdder chunksRead = new LongAdder();
  private final LongAdder chunksSkipped = new LongAdder();
  private final LongAdder blocksRead = new LongAdder();

  /// Bytes of decompressed pages looked at.
  public LongAdder bytesScanned() {
    return bytesScanned;
  }

  /// Samples, entries or spans looked at.
  public LongAdder itemsScanned() {
    return itemsScanned;
  }

  /// Samples, entries or spans which satisfied every condition.
  public LongAdder itemsReturned() {
    return itemsReturned;
  }

  public LongAdder seriesTouched() {
    return seriesTouched;
  }

  public LongAdder chunksRead() {
    return chunksRead;
  }

  /// Chunks or pages passed over thanks to times, labels or filters.
  public LongAdder chunksSkipped() {
    return chunksSkipped;
  }

  public LongAdder blocksRead() {
    return blocksRead;
  }
}
