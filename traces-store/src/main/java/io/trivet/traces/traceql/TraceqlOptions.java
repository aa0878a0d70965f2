package io.trivet.traces.traceql;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// Bounds of the TraceQL engine.
public record TraceqlOptions(
    @Default("1000") @Describe("Most series a metrics query answers; 0 means no bound.")
        int maxSeries,
    @Default("11000") @Describe("Most intervals of a metrics range query.") int maxIntervals,
    @Default("100") @Describe("Most exemplars of a metrics query.") int maxExemplars) {
  public static final TraceqlOptions DEFAULT = new TraceqlOptions(1000, 11_000, 100);
}
