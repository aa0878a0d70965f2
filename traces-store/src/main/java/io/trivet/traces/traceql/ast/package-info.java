/// The tree of a TraceQL query: records under sealed interfaces, each with its place in the text.
///
/// ```text
/// Query = SearchQuery( Pipeline ) | MetricsQuery( MetricsExpr )
/// Pipeline = Stage ...      Stage = SpansetExpr | scalar filter | by | coalesce | select
/// SpansetExpr = { FieldExpr } | SpansetExpr op SpansetExpr | ( Pipeline )
/// MetricsExpr = Pipeline | function | second stage | arithmetic
/// ```
///
/// [Printer] writes a tree as text that parses to the same tree.
@NullMarked
package io.trivet.traces.traceql.ast;

import org.jspecify.annotations.NullMarked;
