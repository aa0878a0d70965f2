package io.trivet.logs.logql;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// Limits of LogQL queries.
public record LogqlOptions(
    @Default("500")
        @Describe("Largest number of series a metric query over logs may return; 0 for no limit.")
        int maxQuerySeries,
    @Default("0") @Describe("Threads one query over logs may use at once; 0 for one per processor.")
        int parallelism) {
  public static final LogqlOptions DEFAULT = new LogqlOptions(500, 0);
}
