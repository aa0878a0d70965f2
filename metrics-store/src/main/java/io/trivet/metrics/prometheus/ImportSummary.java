package io.trivet.metrics.prometheus;

/// What an import did.
///
/// @param blocks blocks written
/// @param skipped blocks of Prometheus whose data was there already
/// @param series series over all blocks written
/// @param samples samples written
/// @param oldestMs time of the oldest sample, `Long.MAX_VALUE` if there is none
/// @param newestMs time of the newest, `Long.MIN_VALUE` if there is none
public record ImportSummary(
    int blocks, int skipped, long series, long samples, long oldestMs, long newestMs) {
  static final ImportSummary NOTHING =
      new ImportSummary(0, 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

  ImportSummary plus(ImportSummary other) {
    return new ImportSummary(
        blocks + other.blocks,
        skipped + other.skipped,
        series + other.series,
        samples + other.samples,
        Math.min(oldestMs, other.oldestMs),
        Math.max(newestMs, other.newestMs));
  }
}
