/// The functions of PromQL: [Signature] says what each takes and returns, the other classes compute
/// them, one class per family.
///
/// ```text
/// samples of a series -> Windows -> RangeFunction -> column
/// column              -> ElementFunction          -> column
/// ```
@NullMarked
package io.trivet.metrics.promql.function;

import org.jspecify.annotations.NullMarked;
