package io.trivet.logs.logql.ast;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.TextRange;
import java.util.List;

/// A stream selector and the stages its entries run through, in order.
public record LogExpr(List<LabelMatcher> matchers, List<Stage> stages, TextRange at)
    implements Expr {
  public LogExpr {
    matchers = List.copyOf(matchers);
    stages = List.copyOf(stages);
  }
}
