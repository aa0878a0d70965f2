package io.trivet.appliance;

import io.trivet.core.concurrent.Threads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds the stores together under a limit of bytes on disk: while they are over it, the one which
/// takes most gives up its oldest block. Journals are never cut; what is only in them is not in a
/// block yet.
final class DiskBudget implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DiskBudget.class);
  private static final long LOOK_SECONDS = 10;

  /// A store as the budget sees it.
  interface Share {
    /// As `metrics`.
    String signal();

    long diskBytes() throws IOException;

    /// False if there is no block.
    boolean dropOldestBlock() throws IOException;
  }

  private final List<Share> shares;
  private final LongSupplier limit;
  private final ScheduledExecutorService timer = Threads.scheduler("disk-budget");

  /// @param limit bytes, asked each time; 0 for no limit
  DiskBudget(List<Share> shares, LongSupplier limit) {
    this.shares = List.copyOf(shares);
    this.limit = limit;
  }

  /// Looks every few seconds from now on.
  void start() {
    // Its failures are logged by itself.
    var _ =
        timer.scheduleWithFixedDelay(
            this::enforceAndLog, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void enforceAndLog() {
    try {
      enforce();
    } catch (IOException | RuntimeException e) {
      log.error("the disk limit cannot be held and will be looked at again", e);
    }
  }

  /// Drops blocks until the stores are under the limit or no block is left.
  void enforce() throws IOException {
    long most = limit.getAsLong();
    while (most > 0 && dropOne(most)) {
      // The next round looks anew.
    }
  }

  /// Whether a block was dropped: the oldest of the largest store that has one.
  private boolean dropOne(long most) throws IOException {
    long[] bytes = new long[shares.size()];
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = shares.get(i).diskBytes();
      sum += bytes[i];
    }
    if (sum <= most) {
      return false;
    }
    for (int round = 0; round < bytes.length; round++) {
      int largest = 0;
      for (int i = 1; i < bytes.length; i++) {
        largest = bytes[i] > bytes[largest] ? i : largest;
      }
      if (shares.get(largest).dropOldestBlock()) {
        log.info(
            "over the disk limit by {} bytes: the oldest block of {} is deleted",
            sum - most,
            shares.get(largest).signal());
        return true;
      }
      bytes[largest] = -1;
    }
    return false;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
