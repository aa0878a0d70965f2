package io.trivet.appliance.api.tempo;

import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;

/// Bounds of the queries of this API.
///
/// @param timeoutMillis longest time of a query
/// @param maxTraces most traces a search may ask for, 0 for no bound
/// @param maxSearchNanos longest range of a search, 0 for no bound
/// @param maxMetricsNanos longest range of a metrics query, 0 for no bound
public record TempoSettings(
    long timeoutMillis,
    int maxTraces,
    long maxSearchNanos,
    long maxMetricsNanos,
    QueryLimits limits) {
  public static final TempoSettings DEFAULT =
      new TempoSettings(60_000, 10_000, 0, 0, QueryLimits.DEFAULT);

  /// A query with these bounds, which begins now.
  QueryContext context() {
    return QueryContext.withTimeout(timeoutMillis, limits);
  }
}
