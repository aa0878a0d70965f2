package io.trivet.appliance.api.loki;

import io.trivet.core.query.QueryLimits;

/// Bounds of the queries of this API.
///
/// @param timeoutMillis longest time of a query
/// @param maxEntries most entries a query may ask for, 0 for no bound
public record LokiSettings(long timeoutMillis, int maxEntries, QueryLimits limits) {
  public static final LokiSettings DEFAULT = new LokiSettings(60_000, 5000, QueryLimits.DEFAULT);
}
