/// From the text of a query to a checked tree.
///
/// ```text
/// text -> Lexer -> Tokens -> TraceqlParser (FieldParser inside braces) -> ast.Query -> Checker
/// ```
///
/// The grammar is hand-written precedence climbing; [TraceqlParser] refuses what is no TraceQL,
/// [Checker] what cannot mean anything or is not supported. Both say where in the text.
@NullMarked
package io.trivet.traces.traceql.parser;

import org.jspecify.annotations.NullMarked;
