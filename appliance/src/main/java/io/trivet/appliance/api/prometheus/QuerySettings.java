package io.trivet.appliance.api.prometheus;

import io.trivet.core.query.QueryLimits;

/// Bounds of the queries of this API.
///
/// @param timeoutMillis longest time of a query
/// @param maxSteps most intervals of a range query, 0 for no bound
/// @param stepStatistics whether `stats=all` tells the samples of each step
public record QuerySettings(
    long timeoutMillis, int maxSteps, QueryLimits limits, boolean stepStatistics) {
  public static final QuerySettings DEFAULT =
      new QuerySettings(120_000, 11_000, QueryLimits.DEFAULT, false);
}
