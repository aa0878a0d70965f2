/// Evaluates plans: [Evaluation] holds what one query needs, [Evaluator] walks the plan.
///
/// ```text
/// Plan -> Evaluator -> Vector (lazy, per series)  -> Aggregations, VectorMatching, ... -> Series
///            |              ^
///            |        SelectorVector, RangeFunctionVector, ElementVector, ScalarBinaryVector
///            +-> RangeVector: SelectorRange, SubqueryRange
/// ```
///
/// Whoever needs all series of a vector collects them in parallel ([Collector]); aggregations fold
/// each series into its group as it comes and keep none.
@NullMarked
package io.trivet.metrics.promql.eval;

import org.jspecify.annotations.NullMarked;
