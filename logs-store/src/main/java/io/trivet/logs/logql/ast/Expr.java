package io.trivet.logs.logql.ast;

import io.trivet.core.text.TextRange;

/// A LogQL query: one that yields log lines, or one that yields numbers.
public sealed interface Expr permits LogExpr, MetricExpr {
  TextRange at();
}
