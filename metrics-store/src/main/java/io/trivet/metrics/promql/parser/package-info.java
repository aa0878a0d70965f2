/// From query text to [io.trivet.metrics.promql.ast.Expr] and back.
///
/// ```text
/// text -> Lexer -> Parser -> Checker -> Expr -> PromqlPrinter (text), SyntaxTree (for JSON)
/// ```
///
/// Entry: [PromqlParser]. Every error is a `QueryParseException` whose position is the one
/// Prometheus gives. Query size, nesting and number of tokens are bounded.
@NullMarked
package io.trivet.metrics.promql.parser;

import org.jspecify.annotations.NullMarked;
