package io.trivet.traces;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Options of the trace store.
public record TraceStoreOptions(
    @Default("72h")
        @Describe(value = "How long traces are kept, from when they arrived", reloadable = true)
        Duration retention,
    @Default("250000") @Describe("Spans in memory before they are written to a block")
        int headSpans,
    @Default("256MiB") @Describe("Journal size at which the spans in memory are written to a block")
        ByteSize journalLimit,
    @Default("30m") @Describe("Age at which the spans in memory are written to a block")
        Duration headAge,
    @Default("64MiB") @Describe("Memory for decoded columns of blocks") ByteSize cacheSize,
    @Default("1MiB") @Describe("Largest span accepted; larger ones are refused")
        ByteSize maxSpanSize) {
  public static final TraceStoreOptions DEFAULT =
      new TraceStoreOptions(
          Duration.ofHours(72),
          250_000,
          ByteSize.mebibytes(256),
          Duration.ofMinutes(30),
          ByteSize.mebibytes(64),
          ByteSize.mebibytes(1));
}
