package io.trivet.metrics;

import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Options of the time-series store.
public record MetricsStoreOptions(
    @Default("15d")
        @Describe(
            value = "Samples older than this are deleted; 0s keeps them for ever",
            reloadable = true)
        Duration retention,
    @Default("0s")
        @Describe(
            value =
                "How much older than the newest sample of all a sample may be and still be taken"
                    + " when it is older than the newest of its series; 0s refuses such samples",
            reloadable = true)
        Duration outOfOrderWindow,
    @Default("10m")
        @Describe(value = "How far in the future the time of a sample may be", reloadable = true)
        Duration maxFuture,
    @Default("10000000")
        @Describe(
            value =
                "Most series in memory at once; samples of further ones are refused; 0 is no limit",
            reloadable = true)
        long maxSeries,
    @Default("0")
        @Describe(
            value =
                "Memory for series and samples that are not in blocks yet: samples are written to"
                    + " a block early, and new series are refused when it is used up; 0 is two"
                    + " fifths of the heap",
            reloadable = true)
        ByteSize maxMemory,
    @Default("100000")
        @Describe(
            value =
                "Most exemplars in memory; when there are more, they are written to a block with"
                    + " the samples, where they are found as well",
            reloadable = true)
        int maxExemplars,
    @Default("2h") @Describe("Time range of the smallest blocks") Duration blockRange,
    @Default("0s")
        @Describe(
            "Longest time range of a block after compaction; 0s is a tenth of the retention, at"
                + " most 31d")
        Duration maxBlockRange,
    @Default("512MiB")
        @Describe(
            value =
                "When the journal has grown to this, the samples in memory are written to a block;"
                    + " bounds memory and the time of a restart after a crash",
            reloadable = true)
        ByteSize maxJournalSize,
    @Default("64MiB") @Describe("Memory for decompressed pages of blocks") ByteSize pageCache,
    @Default("10s")
        @Describe("How often is looked whether something is to be written, compacted or deleted")
        Duration maintenanceInterval,
    @Describe("The journal of the store") JournalOptions journal) {

  public static final MetricsStoreOptions DEFAULT =
      new MetricsStoreOptions(
          Duration.ofDays(15),
          Duration.ZERO,
          Duration.ofMinutes(10),
          10_000_000,
          ByteSize.mebibytes(0),
          100_000,
          Duration.ofHours(2),
          Duration.ZERO,
          ByteSize.mebibytes(512),
          ByteSize.mebibytes(64),
          Duration.ofSeconds(10),
          JournalOptions.DEFAULT);
}
