package io.trivet.core.journal;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// How a journal promises.
public record JournalOptions(
    @Default("interval")
        @Describe(
            "When an acknowledged write is on disk: `interval` hands it to the operating system"
                + " before the acknowledgement and forces it to disk each sync_interval (survives a"
                + " crash of the process), `always` forces it before (survives a power cut)")
        SyncMode sync,
    @Default("1s") @Describe("How often the journal is forced to disk with sync: interval")
        Duration syncInterval,
    @Default("64MiB") @Describe("Size of one journal segment") ByteSize segmentSize) {
  /// When records are forced to disk.
  public enum SyncMode {
    INTERVAL,
    ALWAYS
  }

  public static final JournalOptions DEFAULT =
      new JournalOptions(SyncMode.INTERVAL, Duration.ofSeconds(1), ByteSize.mebibytes(64));
}
