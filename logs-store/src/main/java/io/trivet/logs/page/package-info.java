/// Pages: runs of entries as columns, compressed column by column, and the filter of identifiers
/// that says which pages a search may skip. A page knows no labels; whoever holds it knows which
/// rows belong to which stream.
///
/// ```text
/// EntryRows (sorted, without duplicates) -> PageEncoder -> EncodedPage (columns + filter)
/// column bytes -> PageDecoder -> times, starts, lines, MetadataColumn -> EntryRun (for readers)
/// ```
///
/// The byte layout of columns and filters is specified in `io.trivet.logs.block`.
@NullMarked
package io.trivet.logs.page;

import org.jspecify.annotations.NullMarked;
