package io.trivet.config.option;

import io.trivet.core.journal.JournalOptions.SyncMode;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// What an acknowledged write survives, for all signals; `metrics.journal` and its siblings can say
/// otherwise for one.
public record WalOptions(
    @Describe(
            "`interval`: an acknowledged write survives the death of the process, and a power loss"
                + " after `wal.interval`; `always`: it survives a power loss at once.")
        @Default("interval")
        SyncMode sync,
    @Describe("How often journals are forced to disk with `wal.sync: interval`.") @Default("1s")
        Duration interval) {
  public WalOptions {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("`interval` must be at least 1ms");
    }
  }
}
