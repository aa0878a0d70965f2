package io.trivet.core.memory;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes which all work of one kind may hold at once. Safe for use from any thread.
public final class MemoryBudget {
  /// A budget that refuses nothing.
  public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE);

  private final long max;
  private final AtomicLong held = new AtomicLong();

  /// @param max bytes; 0 or less for no bound
  public MemoryBudget(long max) {
    this.max = max > 0 ? max : Long.MAX_VALUE;
  }

  /// A budget of a share of the largest heap this process may have.
  ///
  /// @param bytes taken as it is if positive
  /// @param divisor of the heap otherwise
  public static MemoryBudget ofHeap(long bytes, int divisor) {
    return new MemoryBudget(bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / divisor);
  }

  public long max() {
    return max;
  }

  public long held() {
    return held.get();
  }

  /// Holds bytes if they fit in.
  public boolean tryHold(long bytes) {
    if (held.addAndGet(bytes) > max) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /// Holds bytes which are there already, whether they fit in or not.
  public void hold(long bytes) {
    held.addAndGet(bytes);
  }

  public void release(long bytes) {
    held.addAndGet(-bytes);
  }
}
