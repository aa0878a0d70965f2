package io.trivet.metrics.promql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.metrics.promql.ast.Expr;
import java.util.ArrayList;
import java.util.List;

/// From query text to a checked syntax tree.
///
/// Bounds: the size of the text ([SourceText]), the number of tokens and the depth of the tree;
/// each is answered with an error at the place, never with an overflow of the stack.
public final class PromqlParser {
  private PromqlParser() {}

  /// A query.
  ///
  /// @throws QueryParseException with the words `parse error: ` after the position
  public static Expr parse(String query) {
    TokenStream tokens = new TokenStream(query);
    return new Checker(tokens).check(new Parser(tokens).query());
  }

  /// The conditions of a series selector, such as `match[]` of the API holds: at least one of them
  /// does not match the empty text.
  ///
  /// @throws QueryParseException if the text is no selector
  public static List<LabelMatcher> parseSelector(String selector) {
    TokenStream tokens = new TokenStream(selector);
    Expr.VectorSelector parsed = new Parser(tokens).selector();
    new Checker(tokens).checkSelector(parsed, false);
    return parsed.matchers();
  }

  /// The conditions of all selectors of an expression, in the order of the text.
  public static List<List<LabelMatcher>> selectors(Expr expr) {
    List<List<LabelMatcher>> found = new ArrayList<>();
    collect(expr, found);
    return found;
  }

  private static void collect(Expr expr, List<List<LabelMatcher>> found) {
    switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
      case Expr.VectorSelector selector -> found.add(selector.matchers());
      case Expr.MatrixSelector matrix -> found.add(matrix.selector().matchers());
      case Expr.Subquery subquery -> collect(subquery.expr(), found);
      case Expr.Call call -> call.args().forEach(arg -> collect(arg, found));
      case Expr.Aggregation aggregation -> {
        if (aggregation.parameter() != null) {
          collect(aggregation.parameter(), found);
        }
        collect(aggregation.expr(), found);
      }
      case Expr.Binary binary -> {
        collect(binary.left(), found);
        collect(binary.right(), found);
      }
      case Expr.Unary unary -> collect(unary.expr(), found);
      case Expr.Paren paren -> collect(paren.expr(), found);
    }
  }
}
