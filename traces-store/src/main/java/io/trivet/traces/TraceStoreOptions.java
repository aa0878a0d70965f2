package io.trivet.traces;

import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Options of the trace store.
public record TraceStoreOptions(
    @Default("72h")
        @Describe(value = "How long traces are kept, from when they arrived", reloadable = true)
        Duration retention,
    @Default("250000")
        @Describe(
            value =
                "Spans in memory before they are written to a block; fewer if they take a quarter"
                    + " of max_memory",
            reloadable = true)
        int headSpans,
    @Default("0")
        @Describe(
            value =
                "Memory for spans that are not in blocks yet: they are written to blocks early, and"
                    + " requests wait while it is used up; 0 is an eighth of the heap",
            reloadable = true)
        ByteSize maxMemory,
    @Default("5s")
        @Describe(
            value =
                "How long a request waits while max_memory is used up, before it is refused;"
                    + " shorter than senders wait for an answer; 0s refuses at once",
            reloadable = true)
        Duration memoryWait,
    @Default("256MiB")
        @Describe(
            value = "Journal size at which the spans in memory are written to a block",
            reloadable = true)
        ByteSize journalLimit,
    @Default("30m")
        @Describe(
            value = "Age at which the spans in memory are written to a block",
            reloadable = true)
        Duration headAge,
    @Default("64MiB") @Describe("Memory for decoded columns of blocks") ByteSize cacheSize,
    @Default("1MiB") @Describe("Largest span accepted; larger ones are refused")
        ByteSize maxSpanSize,
    @Default("8")
        @Describe(
            value = "Blocks of a size which are merged into one larger block",
            reloadable = true)
        int compactionBlocks,
    @Default("5000000")
        @Describe(value = "Spans of the largest block that compaction makes", reloadable = true)
        long compactionMaxSpans,
    @Default("10s")
        @Describe("How often is looked whether something is to be written, compacted or deleted")
        Duration maintenanceInterval,
    @Describe("The journal of the store") JournalOptions journal) {
  public static final TraceStoreOptions DEFAULT =
      new TraceStoreOptions(
          Duration.ofHours(72),
          250_000,
          new ByteSize(0),
          Duration.ofSeconds(5),
          ByteSize.mebibytes(256),
          Duration.ofMinutes(30),
          ByteSize.mebibytes(64),
          ByteSize.mebibytes(1),
          8,
          5_000_000,
          Duration.ofSeconds(10),
          JournalOptions.DEFAULT);

  /// Bytes that spans in memory may take.
  public long memoryLimit() {
    return maxMemory.bytes() > 0 ? maxMemory.bytes() : Runtime.getRuntime().maxMemory() / 8;
  }
}
