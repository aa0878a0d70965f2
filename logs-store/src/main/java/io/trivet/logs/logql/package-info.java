/// LogQL over any [io.trivet.logs.LogQuerier]. Start with [io.trivet.logs.logql.LogqlEngine].
///
/// ```text
/// text -> parser (syntax tree of ast, checked) -> pipeline (one runnable class per stage)
///                                              -> eval: scan streams in parallel, merge, aggregate
/// ```
@NullMarked
package io.trivet.logs.logql;

import org.jspecify.annotations.NullMarked;
