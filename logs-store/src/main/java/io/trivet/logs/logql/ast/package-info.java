/// The syntax tree of LogQL: records and enums, nothing that runs. Every node knows its place in
/// the query text.
///
/// ```text
/// Expr
/// ├── LogExpr        {app="shop"} |= "x" | json          matchers + stages
/// └── MetricExpr
///     ├── RangeAggregation   rate(LogRange) by (a)       LogRange: LogExpr + unwrap + [5m] + offset
///     ├── VectorAggregation  topk by (a) (5, ...)
///     ├── Binary             a / on (x) b
///     ├── LabelReplace, Literal, VectorLiteral
/// ```
@NullMarked
package io.trivet.logs.logql.ast;

import org.jspecify.annotations.NullMarked;
