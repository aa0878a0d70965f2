package io.trivet.logs;

import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Options of the log store.
public record LogStoreOptions(
    @Default("31d")
        @Describe(
            value = "Entries older than this are deleted; 0s keeps them for ever",
            reloadable = true)
        Duration retention,
    @Default("7d")
        @Describe(
            value =
                "Oldest age at which an entry is still taken; its order within this time does not"
                    + " matter; 0s takes any age within the retention",
            reloadable = true)
        Duration outOfOrderWindow,
    @Default("10m")
        @Describe(
            value = "How far in the future the time of an entry may be; 0s is no limit",
            reloadable = true)
        Duration maxFuture,
    @Default("256KiB")
        @Describe(value = "Longest line; longer ones are refused; at most 16MiB", reloadable = true)
        ByteSize maxLineSize,
    @Default("64KiB")
        @Describe(
            value = "Most bytes of structured metadata of one entry; at most 16MiB",
            reloadable = true)
        ByteSize maxMetadataSize,
    @Default("128")
        @Describe(value = "Most pairs of structured metadata of one entry", reloadable = true)
        int maxMetadataPairs,
    @Default("1000000")
        @Describe(
            value = "Most streams in memory at once; further ones are refused; 0 is no limit",
            reloadable = true)
        int maxStreams,
    @Default("0")
        @Describe(
            value =
                "Memory for entries and streams that are not in blocks yet: entries are written to"
                    + " blocks early, and pushes wait while it is used up; 0 is an eighth of"
                    + " the heap",
            reloadable = true)
        ByteSize maxMemory,
    @Default("5s")
        @Describe(
            value =
                "How long a push waits while max_memory is used up, before it is refused; shorter"
                    + " than senders wait for an answer; 0s refuses at once",
            reloadable = true)
        Duration memoryWait,
    @Default("24h") @Describe("Time range of the partitions that blocks are kept in")
        Duration partition,
    @Default("512MiB")
        @Describe(
            value =
                "When the journal has grown to this, the entries in memory are written to blocks;"
                    + " bounds the time of a restart after a crash",
            reloadable = true)
        ByteSize maxJournalSize,
    @Default("192MiB")
        @Describe(
            value =
                "When entries in memory take this much, or half of max_memory, they are written to"
                    + " blocks",
            reloadable = true)
        ByteSize maxHeadSize,
    @Default("1h")
        @Describe(value = "Entries stay in memory at most about this long", reloadable = true)
        Duration maxHeadAge,
    @Default("64MiB") @Describe("Memory for decompressed pages of blocks and their filters")
        ByteSize pageCache,
    @Default("true")
        @Describe(
            "Keep a small filter of identifiers (trace ids, hashes, long numbers) with each page,"
                + " so that a search for one skips the pages without it")
        boolean identifierFilter,
    @Default("10s")
        @Describe("How often is looked whether something is to be written, compacted or deleted")
        Duration maintenanceInterval,
    @Describe("The journal of the store") JournalOptions journal) {

  public static final LogStoreOptions DEFAULT =
      new LogStoreOptions(
          Duration.ofDays(31),
          Duration.ofDays(7),
          Duration.ofMinutes(10),
          new ByteSize(256 * 1024),
          new ByteSize(64 * 1024),
          128,
          1_000_000,
          new ByteSize(0),
          Duration.ofSeconds(5),
          Duration.ofHours(24),
          ByteSize.mebibytes(512),
          ByteSize.mebibytes(192),
          Duration.ofHours(1),
          ByteSize.mebibytes(64),
          true,
          Duration.ofSeconds(10),
          JournalOptions.DEFAULT);

  /// Bytes that entries and streams in memory may take.
  long memoryLimit() {
    return maxMemory.bytes() > 0 ? maxMemory.bytes() : Runtime.getRuntime().maxMemory() / 8;
  }
}
