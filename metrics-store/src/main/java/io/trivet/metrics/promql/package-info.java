/// PromQL, the query language of Prometheus 3: [PromqlEngine] is the entry.
///
/// ```text
/// text -> parser.PromqlParser -> ast.Expr -> plan.Planner -> plan.Plan -> eval.Evaluator
///                                   |                                        |
///                    parser.Printer, parser.SyntaxTree         MetricsQuerier, function.*
///                                                                            |
///                                                              columns -> QueryResult
/// ```
///
/// An expression is evaluated over all steps of a query at once: one `double[]` per series. Series
/// are read, evaluated and folded into aggregations one by one, several at a time on the pool.
@NullMarked
package io.trivet.metrics.promql;

import org.jspecify.annotations.NullMarked;
