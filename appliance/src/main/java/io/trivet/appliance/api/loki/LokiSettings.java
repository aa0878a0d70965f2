package io.trivet.appliance.api.loki;

import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;

/// Bounds of the queries of this API.
///
/// @param timeoutMillis longest time of a query
/// @param maxEntries most entries a query may ask for, 0 for no bound
/// @param maxLengthNanos longest range of a query, 0 for no bound
public record LokiSettings(
    long timeoutMillis, int maxEntries, long maxLengthNanos, QueryLimits limits) {
  public static final LokiSettings DEFAULT = new LokiSettings(60_000, 5000, 0, QueryLimits.DEFAULT);

  /// A query with these bounds, which begins now.
  QueryContext context() {
    return QueryContext.withTimeout(timeoutMillis, limits);
  }
}
