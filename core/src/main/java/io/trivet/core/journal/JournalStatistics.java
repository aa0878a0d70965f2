package io.trivet.core.journal;

/// Counters of a journal since it was opened.
///
/// @param records records appended
/// @param bytes bytes appended, headers included
/// @param forces times the journal was forced to disk
/// @param segments segment files there are now
/// @param segmentBytes bytes of the segment files there are now
/// @param damagedRecords places found while replaying where a record was damaged in front of a
///   valid one
/// @param tornBytes bytes ignored while replaying at the torn ends of segments
public record JournalStatistics(
    long records,
    long bytes,
    long forces,
    int segments,
    long segmentBytes,
    long damagedRecords,
    long tornBytes) {}
