/// The lexing kit of PromQL, LogQL and TraceQL.
///
/// ```text
/// query text -> SourceText -> Cursor -> tokens of a language, each with a TextRange -> parser
///                                  any error: QueryParseException with line, column and reason
/// ```
@NullMarked
package io.trivet.core.text;

import org.jspecify.annotations.NullMarked;
