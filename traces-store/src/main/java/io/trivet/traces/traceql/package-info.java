/// TraceQL, from the text of a query to the answer.
///
/// ```text
/// text -> parser -> ast -> Checker -> TraceqlEngine
///   search:  SpanTable columns -> rows that match -> spansets of a trace -> result.SearchResult
///   metrics: SpanTable columns -> rows that match -> groups x intervals  -> result.MetricsResult
///   tags:    SpanTable columns -> names, values                          -> result.TagNames, TagValues
/// ```
///
/// Entry: [TraceqlEngine]. It knows no protocol; times are nanoseconds since the epoch.
@NullMarked
package io.trivet.traces.traceql;

import org.jspecify.annotations.NullMarked;
