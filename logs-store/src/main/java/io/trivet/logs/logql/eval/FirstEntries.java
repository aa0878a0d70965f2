package io.trivet.logs.logql.eval;

import io.trivet.core.query.QueryContext;
import io.trivet.logs.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The first entries in a direction among all that are offered, from any thread. Entries of the
/// same time are ordered by stream and by their order in the stream; backwards is the exact
/// reverse.
final class FirstEntries {
  private record Ranked(LogqlResult.Entry entry, int stream, long sequence) {}

  /// What an entry costs beside its line.
  private static final int ENTRY_OVERHEAD = 100;

  private final int limit;
  private final boolean forward;
  private final long intervalNanos;
  private final QueryContext context;
  private final Comparator<Ranked> order;
  private final PriorityQueue<Ranked> kept;

  /// Time of the last entry kept once there are enough, so that later ones can be passed over.
  private volatile long cutoff;

  FirstEntries(Direction direction, int limit, long intervalNanos, QueryContext context) {
    this.limit = limit;
    this.forward = direction == Direction.FORWARD;
    this.intervalNanos = intervalNanos;
    this.context = context;
    this.cutoff = forward ? Long.MAX_VALUE : Long.MIN_VALUE;
    Comparator<Ranked> byTime = Comparator.comparingLong(r -> r.entry().timestampNanos());
    Comparator<Ranked> byStream = Comparator.comparingInt(Ranked::stream);
    Comparator<Ranked> bySequence = Comparator.comparingLong(Ranked::sequence);
    this.order =
        forward
            ? byTime.thenComparing(byStream).thenComparing(bySequence)
            : byTime.reversed().thenComparing(byStream.reversed()).thenComparing(bySequence);
    this.kept = new PriorityQueue<>(order.reversed());
  }

  /// Whether an entry of this time would come behind all that are kept.
  boolean isBehind(long timestampNanos) {
    return forward ? timestampNanos > cutoff : timestampNanos < cutoff;
  }

  synchronized void offer(LogqlResult.Entry entry, int stream, long sequence) {
    if (limit <= 0) {
      return;
    }
    kept.add(new Ranked(entry, stream, sequence));
    context.holdMemory(entry.line().length + ENTRY_OVERHEAD);
    if (intervalNanos > 0) {
      // Which entries the interval leaves out is known only when all are here.
      return;
    }
    if (kept.size() > limit) {
      Ranked dropped = kept.remove();
      context.holdMemory(-(dropped.entry().line().length + ENTRY_OVERHEAD));
    }
    if (kept.size() == limit) {
      cutoff = kept.element().entry().timestampNanos();
    }
  }

  /// What is kept, in order.
  synchronized List<LogqlResult.Entry> entries() {
    List<Ranked> ranked = new ArrayList<>(kept);
    ranked.sort(order);
    List<LogqlResult.Entry> entries = new ArrayList<>();
    for (Ranked next : ranked) {
      LogqlResult.Entry entry = next.entry();
      boolean spaced =
          intervalNanos <= 0
              || entries.isEmpty()
              || Math.abs(entry.timestampNanos() - entries.getLast().timestampNanos())
                  >= intervalNanos;
      if (spaced && entries.size() < limit) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
