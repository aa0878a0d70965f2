/// The values a query works on: [Column] holds one series over all [Steps] of a query, [Vector] a
/// set of series whose columns are made one by one on demand.
@NullMarked
package io.trivet.metrics.promql.column;

import org.jspecify.annotations.NullMarked;
