/// The newest samples, in memory, queryable as soon as they are committed.
///
/// ```text
/// HeadAppender  stages one batch
///      | commit: reserve (accept or drop), journal, wait, apply
///      v
/// Head          locks, journal, the generations of samples, cut and release for flushes
///   SeriesRegistry   series by hash and by labels; newest sample of each   lives on over flushes
///   HeadSamples      samples of one generation                             one between two flushes
/// ```
///
/// A flush cuts the journal and begins a new generation of samples in one step; the old one is
/// frozen, written to blocks, and let go of. So the records before the cut are needed exactly as
/// long as the frozen generation.
///
/// A start replays the journal (`HeadReplay`) in no more memory than the head had; what has no room
/// goes to blocks on the way.
///
/// Records of the journal (type 1, one per batch, version 1): see `BatchRecord`.
@NullMarked
package io.trivet.metrics.head;

import org.jspecify.annotations.NullMarked;
