package io.trivet.config.option;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where data is and how long it stays, over all signals. `tsdb` and `exemplars` are the keys of a
/// Prometheus configuration file.
///
/// @param diskLimit 0 for no limit
public record StorageOptions(
    @Describe("Directory that holds everything Trivet keeps; made when missing.") @Default("data")
        String dataDir,
    @Describe(
            value =
                "Bytes that metrics, logs and traces together may take on disk; the oldest blocks"
                    + " go first. 0 is no limit.",
            reloadable = true)
        @Default("0")
        ByteSize diskLimit,
    @Describe("How long data is kept, by signal.") Retention retention,
    @Describe("Time-series settings in the spelling of Prometheus.") Tsdb tsdb,
    @Describe("Exemplar settings in the spelling of Prometheus.") Exemplars exemplars) {
  public StorageOptions {
    if (dataDir.isBlank()) {
      throw new IllegalArgumentException("`data_dir` must not be empty");
    }
  }

  /// How long each signal is kept; zero keeps it for ever.
  public record Retention(
      @Describe(value = "Age at which samples are deleted; 0 keeps them.", reloadable = true)
          @Default("15d")
          Duration metrics,
      @Describe(value = "Age at which log lines are deleted; 0 keeps them.", reloadable = true)
          @Default("7d")
          Duration logs,
      @Describe(value = "Age at which traces are deleted; 0 keeps them.", reloadable = true)
          @Default("72h")
          Duration traces) {}

  /// `storage.tsdb` of Prometheus.
  public record Tsdb(
      @Describe(
              value =
                  "How far behind the newest sample a sample may be; the same as"
                      + " `metrics.out_of_order_window`.",
              reloadable = true)
          @Nullable Duration outOfOrderTimeWindow,
      @Describe(
              value = "Retention of samples; the same as `storage.retention.metrics`.",
              reloadable = true)
          @Nullable TsdbRetention retention,
      @Describe("Understood for compatibility; has no effect.")
          @Nullable Double staleSeriesCompactionThreshold,
      @Describe("Understood for compatibility; has no effect.")
          @Nullable ChunkEncoding chunkEncoding) {}

  /// `storage.tsdb.retention` of Prometheus.
  public record TsdbRetention(
      @Describe(value = "Age at which samples are deleted.", reloadable = true)
          @Nullable Duration time,
      @Describe(
              value =
                  "Bytes that samples may take on disk; the oldest blocks go first. See"
                      + " `storage.disk_limit` for all signals together.",
              reloadable = true)
          @Nullable ByteSize size,
      @Describe(value = "Understood for compatibility; has no effect.", reloadable = true)
          @Nullable Double percentage) {
    public TsdbRetention {
      if (percentage != null && !(percentage >= 0 && percentage <= 100)) {
        throw new IllegalArgumentException("`percentage` must be from 0 to 100, not " + percentage);
      }
    }
  }

  /// `storage.tsdb.chunk_encoding` of Prometheus.
  public record ChunkEncoding(
      @Describe("Understood for compatibility; has no effect.") @Nullable String floats) {}

  /// `storage.exemplars` of Prometheus.
  public record Exemplars(
      @Describe(
              value = "Exemplars held in memory at once; the same as `metrics.max_exemplars`.",
              reloadable = true)
          @Default("100000")
          long maxExemplars) {
    public Exemplars {
      if (maxExemplars < 0) {
        throw new IllegalArgumentException(
            "`max_exemplars` must not be negative, not " + maxExemplars);
      }
    }
  }
}
