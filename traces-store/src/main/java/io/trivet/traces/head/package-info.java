/// Spans in memory, queryable from the moment they are added.
///
/// ```text
/// ExportTraceServiceRequest -> SpanReader -> SpanRows (columns, dictionaries, one writer at a time)
///     SpanRows.snapshot -> RowsTable (a SpanTable for queries)
///     SpanRows.encode   -> TracesData of one trace
///     full or old       -> written out as a block
/// ```
///
/// A row keeps everything of its span: what queries ask for as columns, the rest (events, links,
/// trace state, flags, dropped counts, unknown fields) as the protobuf bytes it came in.
@NullMarked
package io.trivet.traces.head;

import org.jspecify.annotations.NullMarked;
