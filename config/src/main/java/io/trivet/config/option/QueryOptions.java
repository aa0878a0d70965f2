package io.trivet.config.option;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// Bounds of queries, by language. 0 is no bound.
public record QueryOptions(
    @Describe("Limits of PromQL.") Promql promql,
    @Describe("Limits of LogQL.") Logql logql,
    @Describe("Limits of TraceQL.") Traceql traceql,
    @Describe("Limits of what other servers read by `/api/v1/read`.") RemoteRead remoteRead,
    @Describe(
            "Memory that all queries of all languages and their answers may take; further ones are"
                + " refused with 503. 0 is a third of the heap.")
        @Default("0")
        ByteSize maxMemory) {

  /// Limits of PromQL.
  public record Promql(
      @Describe(value = "How long a query may run.", reloadable = true) @Default("2m")
          Duration timeout,
      @Describe("Queries that run at once; further ones wait.") @Default("20") int maxConcurrency,
      @Describe(value = "Samples that one query holds in memory.", reloadable = true)
          @Default("50000000")
          long maxSamples,
      @Describe(value = "Series that one query selects.", reloadable = true) @Default("0")
          long maxSeries,
      @Describe(value = "Memory that one query takes.", reloadable = true) @Default("512MiB")
          ByteSize maxMemory,
      @Describe(value = "Steps of a range query.", reloadable = true) @Default("11000")
          int maxSteps,
      @Describe("How far back an instant selector looks for a sample.") @Default("5m")
          Duration lookbackDelta) {
    public Promql {
      notNegative("max_concurrency", maxConcurrency);
      notNegative("max_samples", maxSamples);
      notNegative("max_series", maxSeries);
      notNegative("max_steps", maxSteps);
      if (lookbackDelta.isZero()) {
        throw new IllegalArgumentException("`lookback_delta` must be longer than 0");
      }
    }
  }

  /// Limits of LogQL.
  public record Logql(
      @Describe(value = "How long a query may run.", reloadable = true) @Default("1m")
          Duration timeout,
      @Describe("Queries that run at once; further ones wait.") @Default("32") int maxConcurrency,
      @Describe(value = "Lines that one query may ask for.", reloadable = true) @Default("50000")
          int maxEntries,
      @Describe("Series that a metric query answers with.") @Default("500") int maxSeries,
      @Describe(value = "Time range of a query.", reloadable = true) @Default("0")
          Duration maxLength,
      @Describe(value = "Uncompressed bytes of lines that one query may read.", reloadable = true)
          @Default("0")
          ByteSize maxBytesRead,
      @Describe(value = "Memory that one query takes.", reloadable = true) @Default("512MiB")
          ByteSize maxMemory) {
    public Logql {
      notNegative("max_concurrency", maxConcurrency);
      notNegative("max_entries", maxEntries);
      notNegative("max_series", maxSeries);
    }
  }

  /// Limits of TraceQL.
  public record Traceql(
      @Describe(value = "How long a query may run.", reloadable = true) @Default("1m")
          Duration timeout,
      @Describe("Queries that run at once; further ones wait.") @Default("20") int maxConcurrency,
      @Describe(value = "Time range of a search.", reloadable = true) @Default("0")
          Duration maxSearchRange,
      @Describe(value = "Time range of a metrics query.", reloadable = true) @Default("0")
          Duration maxMetricsRange,
      @Describe(value = "Traces that a search may ask for.", reloadable = true) @Default("10000")
          int maxTraces,
      @Describe(value = "Spans that one query holds in memory.", reloadable = true)
          @Default("5000000")
          long maxSpans,
      @Describe("Series that a metrics query answers with.") @Default("1000") int maxSeries,
      @Describe("Steps of a metrics query.") @Default("11000") int maxSteps,
      @Describe(value = "Memory that one query takes.", reloadable = true) @Default("512MiB")
          ByteSize maxMemory) {
    public Traceql {
      notNegative("max_concurrency", maxConcurrency);
      notNegative("max_traces", maxTraces);
      notNegative("max_spans", maxSpans);
      notNegative("max_series", maxSeries);
      notNegative("max_steps", maxSteps);
    }
  }

  /// Limits of remote reads.
  ///
  /// @param sampleLimit holds for answers of samples; those of chunks are bounded by the frame
  public record RemoteRead(
      @Describe(value = "Samples of one answer that is not in chunks.", reloadable = true)
          @Default("50000000")
          long sampleLimit,
      @Describe("Reads that run at once; further ones wait.") @Default("10") int concurrentLimit,
      @Describe(value = "Bytes after which a frame of chunks ends.", reloadable = true)
          @Default("1MiB")
          ByteSize maxBytesInFrame) {
    public RemoteRead {
      notNegative("sample_limit", sampleLimit);
      notNegative("concurrent_limit", concurrentLimit);
      if (maxBytesInFrame.bytes() < 1) {
        throw new IllegalArgumentException("`max_bytes_in_frame` must be more than 0");
      }
    }
  }

  private static void notNegative(String key, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("`" + key + "` must not be negative, not " + value);
    }
  }
}
