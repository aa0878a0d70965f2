/// The trace store as the rest of Trivet sees it: write OTLP bytes through a [SpanAppender], read
/// through a [TraceQuerier]. Times are nanoseconds since the epoch.
///
/// ```text
/// OTLP (others are translated to it) -> SpanAppender -> journal -> head -> block
/// trace by id  -> TraceQuerier.trace -> OTLP bytes
/// TraceQL, tags -> TraceQuerier.scan -> SpanTable (columns of whole traces) -> spansets
/// ```
@NullMarked
package io.trivet.traces;

import org.jspecify.annotations.NullMarked;
