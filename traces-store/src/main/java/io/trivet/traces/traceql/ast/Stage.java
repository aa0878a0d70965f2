package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;
import java.util.List;

/// A stage of a pipeline: maps the spansets of a trace to spansets.
public sealed interface Stage {
  TextRange at();

  record Spansets(SpansetExpr expr, TextRange at) implements Stage {}

  record ScalarFilter(Operator operator, ScalarExpr left, ScalarExpr right, TextRange at)
      implements Stage {}

  record GroupBy(FieldExpr key, TextRange at) implements Stage {}

  record Coalesce(TextRange at) implements Stage {}

  /// @param fields attributes and intrinsics, at least one
  record Select(List<FieldExpr> fields, TextRange at) implements Stage {
    public Select {
      fields = List.copyOf(fields);
    }
  }
}
