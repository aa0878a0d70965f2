package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;

/// What the body of one request takes of the memory that all bodies may take. Used by one thread at
/// a time.
public final class RequestMemory implements AutoCloseable {
  /// The memory of the request which the current thread serves.
  static final ScopedValue<RequestMemory> CURRENT = ScopedValue.newInstance();

  private final MemoryBudget budget;
  private long held;

  public RequestMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Counts memory for the current request, if there is one, before it is allocated.
  ///
  /// @throws TrivetException of kind UNAVAILABLE if bodies of other requests take too much, of kind
  ///   TOO_LARGE if this one would not fit in alone
  static void holdForCurrent(long bytes) {
    if (CURRENT.isBound()) {
      CURRENT.get().hold(bytes);
    }
  }

  /// Counts memory before it is allocated.
  ///
  /// @throws TrivetException as [#holdForCurrent]
  public void hold(long bytes) {
    if (held + bytes > budget.max()) {
      throw new TrivetException(
          ErrorKind.TOO_LARGE,
          "request body too large: it needs more than the "
              + budget.max() / (1024 * 1024)
              + " MiB which bodies may take in memory");
    }
    if (!budget.tryHold(bytes)) {
      throw new TrivetException(
          ErrorKind.UNAVAILABLE,
          "bodies of other requests take the memory there is for them; try again later");
    }
    held += bytes;
  }

  /// Gives back a part of what is held.
  public void release(long bytes) {
    budget.release(bytes);
    held -= bytes;
  }

  @Override
  public void close() {
    budget.release(held);
    held = 0;
  }
}
