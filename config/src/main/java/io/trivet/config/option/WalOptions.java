package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// What an acknowledged write has survived.
public record WalOptions(
    @Describe(
            "`interval`: an acknowledged write survives the death of the process, and a power loss"
                + " after `wal.interval`; `always`: it survives a power loss at once.")
        @Default("interval")
        Sync sync,
    @Describe("How often journals are forced to disk with `wal.sync: interval`.") @Default("1s")
        Duration interval) {
  public WalOptions {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("`interval` must be at least 1ms");
    }
  }

  /// When the journal is forced to disk.
  public enum Sync {
    INTERVAL,
    ALWAYS
  }
}
