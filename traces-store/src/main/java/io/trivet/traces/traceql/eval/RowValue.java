package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.ast.Value;

/// The value of an expression for the rows of one table. Safe for use from any thread.
@FunctionalInterface
interface RowValue {
  Value value(int row);
}
