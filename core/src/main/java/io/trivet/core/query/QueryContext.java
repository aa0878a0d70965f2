package io.trivet.core.query;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.core.time.DurationText;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/// Everything that accompanies one query: deadline, cancellation, limits, statistics, warnings.
/// Long loops call [#check] at least every few thousand items. Safe for use from all threads that
/// work on the query.
public final class QueryContext {
  /// Warnings and infos of one query are cut off after this many of each.
  public static final int MAX_ANNOTATIONS = 100;

  private final long deadlineNanos;
  private final long timeoutMillis;
  private final QueryLimits limits;
  private final QueryStatistics statistics = new QueryStatistics();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong peakSamples = new AtomicLong();
  private final AtomicLong memoryBytes = new AtomicLong();
  private final Set<String> warnings = new ConcurrentSkipListSet<>();
  private final Set<String> infos = new ConcurrentSkipListSet<>();
  private volatile boolean canceled;

  /// What all queries together may hold.
  private volatile MemoryBudget shared = MemoryBudget.UNLIMITED;

  private QueryContext(long deadlineNanos, long timeoutMillis, QueryLimits limits) {
    this.deadlineNanos = deadlineNanos;
    this.timeoutMillis = timeoutMillis;
    this.limits = limits;
  }

  /// A context whose deadline is `timeoutMillis` from now, by the clock of `System.nanoTime`.
  ///
  /// @param timeoutMillis at most about 100 years; larger ones count as that
  public static QueryContext withTimeout(long timeoutMillis, QueryLimits limits) {
    long millis = Math.max(0, Math.min(timeoutMillis, 100L * 365 * 86_400_000));
    return new QueryContext(System.nanoTime() + millis * 1_000_000, millis, limits);
  }

  /// A context without deadline and limits, for tests and for work nobody waits for.
  public static QueryContext unbounded() {
    return withTimeout(Long.MAX_VALUE, QueryLimits.NONE);
  }

  /// @throws TrivetException of kind CANCELED or TIMEOUT when the query should stop
  public void check() {
    if (canceled) {
      throw new TrivetException(ErrorKind.CANCELED, "query was canceled");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new TrivetException(
          ErrorKind.TIMEOUT,
          "query timed out after "
              + DurationText.formatPrometheus(timeoutMillis)
              + "; narrow its time range or its selectors, or raise the timeout");
    }
  }

  /// Milliseconds until the deadline, not below 0.
  public long remainingMillis() {
    return Math.max(0, (deadlineNanos - System.nanoTime()) / 1_000_000);
  }

  /// Asks every thread of the query to stop at its next [#check].
  public void cancel() {
    canceled = true;
  }

  public boolean isCanceled() {
    return canceled;
  }

  public QueryLimits limits() {
    return limits;
  }

  public QueryStatistics statistics() {
    return statistics;
  }

  /// Counts samples (entries, spans) the query now holds in memory.
  ///
  /// @param count how many more; negative when they are let go
  /// @throws TrivetException of kind QUERY_LIMIT beyond `maxSamples`
  public void holdSamples(long count) {
    long held = samples.addAndGet(count);
    if (count > 0) {
      if (held > peakSamples.get()) {
        peakSamples.accumulateAndGet(held, Math::max);
      }
      if (limits.maxSamples() > 0 && held > limits.maxSamples()) {
        throw new TrivetException(
            ErrorKind.QUERY_LIMIT,
            "query processing would load too many samples into memory: more than "
                + limits.maxSamples()
                + "; select fewer series, a shorter range or a larger step");
      }
    }
  }

  public long peakSamples() {
    return peakSamples.get();
  }

  /// Lets the query hold memory of a budget which it shares with others, until [#release].
  public void share(MemoryBudget budget) {
    shared = budget;
    budget.hold(memoryBytes.get());
  }

  /// Gives everything back that the query holds of the budget it shares. Nobody works on the query
  /// any more.
  public void release() {
    MemoryBudget budget = shared;
    shared = MemoryBudget.UNLIMITED;
    budget.release(memoryBytes.getAndSet(0));
  }

  /// Counts memory the query now holds.
  ///
  /// @param bytes how much more; negative when it is let go
  /// @throws TrivetException of kind QUERY_LIMIT beyond `maxMemoryBytes` or if it would not fit
  ///   beside others even if it were alone; of kind UNAVAILABLE if other queries hold too much
  public void holdMemory(long bytes) {
    if (bytes <= 0) {
      memoryBytes.addAndGet(bytes);
      shared.release(-bytes);
      return;
    }
    MemoryBudget budget = shared;
    long held = memoryBytes.get() + bytes;
    if (limits.maxMemoryBytes() > 0 && held > limits.maxMemoryBytes()) {
      throw tooMuchMemory(limits.maxMemoryBytes());
    }
    if (!budget.tryHold(bytes)) {
      if (held > budget.max() / 2) {
        throw tooMuchMemory(budget.max());
      }
      throw new TrivetException(
          ErrorKind.UNAVAILABLE,
          "other queries hold the memory that queries may take; try again later or select less");
    }
    memoryBytes.addAndGet(bytes);
  }

  private static TrivetException tooMuchMemory(long limit) {
    return new TrivetException(
        ErrorKind.QUERY_LIMIT,
        "query needs more than its memory limit of "
            + limit / (1024 * 1024)
            + " MiB; select less or a shorter range");
  }

  /// @throws TrivetException of kind QUERY_LIMIT beyond `maxSeries`
  public void checkSeries(long count) {
    if (limits.maxSeries() > 0 && count > limits.maxSeries()) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT,
          "query selects more than " + limits.maxSeries() + " series; add matchers");
    }
  }

  /// Counts bytes scanned.
  ///
  /// @throws TrivetException of kind QUERY_LIMIT beyond `maxBytesScanned`
  public void scanned(long bytes) {
    statistics.bytesScanned().add(bytes);
    if (limits.maxBytesScanned() > 0
        && statistics.bytesScanned().sum() > limits.maxBytesScanned()) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT,
          "query would read more than its limit of "
              + limits.maxBytesScanned()
              + " bytes; select less or a shorter range");
    }
  }

  public void warn(String text) {
    if (warnings.size() < MAX_ANNOTATIONS) {
      warnings.add(text);
    }
  }

  public void info(String text) {
    if (infos.size() < MAX_ANNOTATIONS) {
      infos.add(text);
    }
  }

  /// Warnings so far, sorted, without repetitions.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// Infos so far, sorted, without repetitions.
  public List<String> infos() {
    return List.copyOf(infos);
  }
}
