package io.trivet.logs.logql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LogExpr;
import java.util.List;

/// Parses and checks LogQL.
public final class LogqlParser {
  private LogqlParser() {}

  /// A whole query, syntax and meaning checked.
  ///
  /// @throws io.trivet.core.text.QueryParseException for an error at a place of the text
  /// @throws io.trivet.core.error.TrivetException of kind BAD_DATA for an error of the whole
  public static Expr parse(String query) {
    throw new UnsupportedOperationException();
  }

  /// A query that yields log lines.
  public static LogExpr parseLog(String query) {
    throw new UnsupportedOperationException();
  }

  /// A stream selector without stages, as in `match[]`; `{}` is allowed.
  public static List<LabelMatcher> parseSelector(String selector) {
    throw new UnsupportedOperationException();
  }
}
