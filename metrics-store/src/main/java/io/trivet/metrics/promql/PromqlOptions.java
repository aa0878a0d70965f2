package io.trivet.metrics.promql;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// How PromQL is evaluated. What changes the meaning of existing queries is off unless named.
///
/// @param lookbackMs how far an instant selector looks back for a sample
/// @param subqueryStepMs step of subqueries which name none
/// @param delayedNameRemoval whether metric names are dropped at the end of a query only
/// @param typeAndUnitLabels whether `__type__` tells counters from gauges
/// @param startTimestamps whether `rate`, `increase`, `irate` and `resets` use start timestamps
public record PromqlOptions(
    @Describe("how far back, in milliseconds, an instant selector looks for a sample")
        @Default("300000")
        long lookbackMs,
    @Describe("step, in milliseconds, of subqueries which name none") @Default("60000")
        long subqueryStepMs,
    @Describe("drop metric names only at the end of a query") @Default("false")
        boolean delayedNameRemoval,
    @Describe("let the label __type__ tell counters from other metrics") @Default("false")
        boolean typeAndUnitLabels,
    @Describe("let rate, increase, irate and resets use start timestamps") @Default("false")
        boolean startTimestamps) {
  public static final PromqlOptions DEFAULT =
      new PromqlOptions(300_000, 60_000, false, false, false);
}
