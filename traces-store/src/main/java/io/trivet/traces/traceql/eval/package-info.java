/// Evaluates searches, column by column as far as possible.
///
/// ```text
/// ast -> FieldUses (which attributes, which types of values)
/// SpanTable -> TableView (roots, trees of traces, both made when first asked for)
/// FieldCompiler: condition + TableView -> RowTest, decided once per distinct text of a column
/// RowFilter: RowTest over all rows, in parallel -> RowSet of each { } of the first stage
/// candidate traces -> PipelineEvaluator (structure, by, aggregates ...) -> Spanset -> SpanPresenter
/// ```
///
/// A type that does not fit is no error: the comparison is false, the arithmetic yields nil, and so
/// does a division of integers by zero.
@NullMarked
package io.trivet.traces.traceql.eval;

import org.jspecify.annotations.NullMarked;
