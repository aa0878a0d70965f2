/// Blocks of spans, format version 1.
///
/// ```text
/// <ULID>/meta.json   see io.trivet.core.block; times are ns; counts: spans, traces
/// <ULID>/spans       file format "TSPN" 1: sections one after the other
/// <ULID>/index       file format "TIDX" 1: trace ids and the directory of sections
/// ```
///
/// Spans lie in *row groups* of about 4,096 rows, sorted by trace id (unsigned), then by start; a
/// trace is never in two groups. A group is a set of sections, each compressed by zstd on its own,
/// so that a query reads only the columns it asks for. All numbers as in `BytesWriter`; `longs` is
/// the format of [io.trivet.traces.column.PackedLongs], `column` that of
/// [io.trivet.traces.column.ColumnCodec].
///
/// | section | content |
/// |---|---|
/// | `rows` | longs: number of rows of each trace |
/// | `ids` | span id of each row, 8 bytes |
/// | `parents` | longs: 0 = root, k = the k-th row of the same trace, rows of the trace + 1 = elsewhere; then 8 bytes for each elsewhere |
/// | `starts` | longs: smallest start of each trace, ns; longs: start of each row minus that |
/// | `lengths` | longs: end minus start of each row, ns |
/// | `kinds` | one byte a row: kind << 2, plus status |
/// | `name`, `message` | column |
/// | `resource`, `scope` | longs: position of each row; varint count, varint length each; bytes |
/// | `rest` | longs: bytes of each row; the bytes (protobuf fields without a column) |
/// | attribute | column, one section for each name |
///
/// ```text
/// index = traces varint; 16 bytes each, sorted; groups varint; group*
/// group = rows varint; traces varint; first start zigzag; last end zigzag; sections varint; section*
/// section = name (length varint, UTF-8; attributes begin with "@"); offset varint; compressed bytes varint;
///           bytes varint; CRC-32C of the compressed bytes u32
/// ```
@NullMarked
package io.trivet.traces.block;

import org.jspecify.annotations.NullMarked;
