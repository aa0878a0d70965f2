/// What is to be evaluated: [Planner] turns a syntax tree and the window of a query into a [Plan],
/// in which durations and `@` are numbers, parentheses are gone, and parts that are the same at
/// every step are marked.
@NullMarked
package io.trivet.metrics.promql.plan;

import org.jspecify.annotations.NullMarked;
