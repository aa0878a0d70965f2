/// The command-line flags of Prometheus, as settings of Trivet.
///
/// ```
/// --query.timeout=1m -> PrometheusFlags -> path query.promql.timeout, text 1m -> bind.Overrides
///                            ^                                        \__ problem.Problems
///                        FlagTable
/// ```
///
/// Source of the flags and their defaults: `prometheus --help` of Prometheus 3.
@NullMarked
package io.trivet.config.flag;

import org.jspecify.annotations.NullMarked;
