package io.trivet.traces.store;

import io.trivet.traces.head.SpanRows;
import java.util.HashSet;
import java.util.Set;

/// Spans in memory and what the store knows of them. Guarded by the lock of the store.
final class Head {
  private static final long SPLIT_BYTES = 80;

  final SpanRows rows;

  /// Its records are in journal segments from this number on.
  final long journalSegment;

  final long createdMs;

  /// Traces which were in an older head or in a block when they came.
  final Set<TraceId> split = new HashSet<>();

  Head(int maxSpanBytes, long journalSegment, long createdMs, SplitCheck elsewhere) {
    this.journalSegment = journalSegment;
    this.createdMs = createdMs;
    this.rows =
        new SpanRows(
            maxSpanBytes,
            (high, low) -> {
              if (elsewhere.has(high, low)) {
                split.add(new TraceId(high, low));
              }
            });
  }

  /// Approximate bytes held.
  long memoryBytes() {
    return rows.memoryBytes() + SPLIT_BYTES * split.size();
  }

  /// Whether a trace is in an older head or in a block.
  interface SplitCheck {
    boolean has(long idHigh, long idLow);
  }
}
