/// Query text to a checked syntax tree, and back to canonical text.
///
/// ```text
/// text -> Lexer -> tokens -> LogqlParser -> Expr -> QueryPrinter (one line) / QueryFormatter
/// ```
@NullMarked
package io.trivet.logs.logql.parser;

import org.jspecify.annotations.NullMarked;
