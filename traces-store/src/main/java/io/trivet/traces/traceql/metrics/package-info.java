/// TraceQL metrics: counts and measures the spans a pipeline finds, by interval and group.
///
/// ```text
/// pipeline -> rows of a table -> GroupKeys (row -> group) -> Accumulator of the group, by interval
/// groups of all tables -> Series -> second stages and arithmetic (SeriesOperations) -> MetricsResult
/// ```
///
/// Entry: [MetricsEvaluator].
@NullMarked
package io.trivet.traces.traceql.metrics;

import org.jspecify.annotations.NullMarked;
