package io.trivet.core.query;

/// Bounds of one query; 0 means no bound.
///
/// @param maxSamples samples (metrics), entries (logs) or spans (traces) held in memory at once
/// @param maxSeries series or streams a selection may touch
/// @param maxBytesScanned bytes read from blocks and heads, uncompressed
/// @param maxMemoryBytes memory reserved by the query at once
public record QueryLimits(
    long maxSamples, long maxSeries, long maxBytesScanned, long maxMemoryBytes) {
  public static final QueryLimits NONE = new QueryLimits(0, 0, 0, 0);

  /// What a query gets when nothing is configured.
  public static final QueryLimits DEFAULT = new QueryLimits(50_000_000, 0, 0, 512L * 1024 * 1024);
}
