/// The log store as the rest of Trivet sees it: write through a [LogAppender], read through a
/// [LogQuerier]. Times are nanoseconds since the epoch. A stream is a label set, an entry is a
/// time, a line of bytes (UTF-8) and structured metadata.
///
/// ```text
/// Loki push, OTLP logs -> LogAppender -> journal -> head -> block
/// LogQL, label APIs, tail -> LogQuerier -> StreamSelection -> EntryBatch (columns of one page)
/// ```
@NullMarked
package io.trivet.logs;

import org.jspecify.annotations.NullMarked;
