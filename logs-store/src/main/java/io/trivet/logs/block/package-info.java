/// Blocks of the log store, format version 1. A block is a directory of
/// [io.trivet.core.block.BlockDirectory] with the entries of one partition of time:
///
/// ```text
/// meta.json     BlockMeta; counts: streams, entries, lineBytes, pages, sections, sequence
///               (ascends with the arrival of the oldest entries)
/// catalogue/    labels of the streams (io.trivet.core.index); ordinals ascend with the labels
/// lines         format LGLN: the line columns of all pages
/// columns       format LGCO: per page the times, lengths and metadata columns
/// filters       format LGFI: per page the filter of identifiers
/// pages         format LGPD: the page directory
/// ```
///
/// The four files have the header and footer of [io.trivet.core.disk]; positions count from the
/// payload. Varints are LEB128, fixed numbers little endian.
///
/// **Page.** Rows of one or more streams, at most 256 KiB of lines (and one line more) or 32,768
/// rows. The rows of one stream in a page are a *section*: ascending by time, entries of one time
/// in the order of their arrival, no two equal in time, line and metadata. A stream with much data
/// has pages of its own; small streams that are neighbours by labels share pages.
///
/// ```text
/// column    codec u8: 0 plain, 1 zstd; for zstd: uncompressed length varint; bytes
/// times     scale u8 (0 to 9); packed: for each section the differences of neighbouring times in
///           units of 10^scale ns; the first time of a section is in the directory
/// lengths   packed: length of each line
/// metadata  see below; absent if no row has any
/// lines     the bytes of all lines, one after the other
/// packed    groups of 128 numbers: least varint, width u8 (0 to 63), then (number - least) in
///           width bits each, most significant first, filled up to a whole byte
/// ```
///
/// ```text
/// metadata  names varint, (length varint, UTF-8)*
///           pairs varint, (name number varint, value length varint)*, bytes of all values
///           per row: number of pairs varint, then per pair 0 for the next pair not used before,
///           or its number + 1
/// ```
///
/// **Filter**, see [io.trivet.logs.page.IdentifierFilter] for the bits and `IdentifierKeys` for
/// what counts as an identifier. It is an accelerator: a page without one (length 0) is always
/// read.
///
/// **Directory.** The payload is one zstd frame: uncompressed length u32, then the frame of
///
/// ```text
/// pages varint; per page
///   rows varint, line bytes varint
///   lengths in the files, varint: lines, times, lengths, metadata, filter
///   CRC-32C of lines, times, lengths, metadata, filter: u32 each, of no bytes 0
///   sections varint; per section
///     ordinal signed varint (difference to the section before), rows varint,
///     first time signed varint (difference to that of the section before), last time varint
///     (difference to the first), line bytes varint
/// ```
///
/// Columns and filters lie in their files in the order of the pages without gaps. Sections of a
/// stream need not lie in neighbouring pages.
@NullMarked
package io.trivet.logs.block;

import org.jspecify.annotations.NullMarked;
