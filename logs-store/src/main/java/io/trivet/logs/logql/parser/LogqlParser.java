package io.trivet.logs.logql.parser;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.SourceText;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LogExpr;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Parses and checks LogQL.
public final class LogqlParser {
  /// Longest query, in bytes of UTF-8.
  public static final int MAX_BYTES = 131_072;

  private LogqlParser() {}

  /// A whole query, syntax and meaning checked.
  ///
  /// @throws io.trivet.core.text.QueryParseException for an error at a place of the text
  /// @throws TrivetException of kind BAD_DATA for an error of the whole
  public static Expr parse(String query) {
    Expr expr = new MetricParser(reader(query)).query();
    Checker.check(expr);
    return expr;
  }

  /// A query that yields log lines.
  ///
  /// @throws TrivetException as for [#parse], and when the query yields numbers
  public static LogExpr parseLog(String query) {
    if (parse(query) instanceof LogExpr log) {
      return log;
    }
    throw TokenReader.problem("only log queries are supported here, without aggregations");
  }

  /// A stream selector without stages, as in `match[]`; `{}` and selectors that match every stream
  /// are allowed.
  ///
  /// @throws TrivetException as for [#parse], and when the query is more than a selector
  public static List<LabelMatcher> parseSelector(String selector) {
    Expr expr = new MetricParser(reader(selector)).query();
    if (expr instanceof LogExpr(List<LabelMatcher> matchers, var stages, _) && stages.isEmpty()) {
      return matchers;
    }
    throw TokenReader.problem("only label matchers are supported");
  }

  private static TokenReader reader(String query) {
    int bytes = query.getBytes(StandardCharsets.UTF_8).length;
    if (bytes >= MAX_BYTES) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "parse error: input size too long (" + bytes + " > " + MAX_BYTES + ")");
    }
    return new TokenReader(new SourceText(query));
  }
}
