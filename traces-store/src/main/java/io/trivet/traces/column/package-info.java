/// Columns of spans, as heads and blocks share them: [ColumnValues] holds one attribute over many
/// rows, [ColumnCodec] writes it to bytes and back, [PackedLongs] does the same for numbers that
/// every row has, [StoredSpans] is a table that can also give back everything its spans came with.
@NullMarked
package io.trivet.traces.column;

import org.jspecify.annotations.NullMarked;
