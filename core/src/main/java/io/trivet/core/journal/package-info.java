/// The journal of a store: what is in it survives the end of the process, and is replayed into the
/// head at the next start. [Journal] writes and replays, [JournalOptions] says when it forces.
///
/// ```text
/// append (any thread) -> pending buffer -> one flusher thread -> segment file -> acknowledged
/// ```
///
/// Format, version 1. A directory of segment files named by their number, 20 digits, `.journal`:
///
/// ```text
/// segment  = header record* zeros
/// header   "TRVJ"  version u32  segment number u64  CRC-32C of the 16 bytes before u32  zero u32
/// record   marker u32  length u32  CRC-32C u32  type u32  payload (length bytes)
/// ```
///
/// All numbers little endian. The marker is `0x5ec0ad5e` XOR the low half of the segment number, so
/// that reading can find the next record behind a damaged one. The CRC covers length, type and
/// payload. Where no valid record follows, the rest of the segment is a torn tail and is ignored; a
/// damaged record in front of a valid one is counted and skipped.
@NullMarked
package io.trivet.core.journal;

import org.jspecify.annotations.NullMarked;
