/// The head: entries in memory, found as soon as their batch is committed, and the records by which
/// the journal brings them back.
///
/// ```text
/// batch (operations) -> journal
///        |
///        +-> Head.apply -> HeadStream, per partition and stream: rows as they arrived
///                              | 256 KiB of lines
///                              v
///                          HeadPage: compressed as in a block
/// ```
///
/// Journal records. Type 1, definitions: `(number varint, labels varint, (name, value)*)*`, texts
/// as length varint and UTF-8; they give streams the numbers by which later batches name them and
/// are written again for each head and each 32 MiB of journal. Type 2, batch: operations one after
/// the other:
///
/// ```text
/// 0  stream number varint                            the stream of the entries that follow
/// 1  time signed varint, length varint, line         an entry; time as difference to the entry
///                                                    before it in the batch, 0 before the first
/// 2  length varint, name, length varint, value       a pair of metadata of the entry before
/// ```
@NullMarked
package io.trivet.logs.head;

import org.jspecify.annotations.NullMarked;
