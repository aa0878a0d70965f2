package io.trivet.logs;

import io.trivet.core.journal.JournalStatistics;

/// Counters and sizes of a log store, for its own telemetry. Counters are since the store was
/// opened.
///
/// @param entries entries committed
/// @param lineBytes bytes of their lines
/// @param headStreams streams with entries in memory
/// @param headEntries entries in memory
/// @param headBytes memory they take, about
/// @param blocks blocks on disk
/// @param blockBytes bytes of their files
/// @param flushes heads written to blocks
/// @param flushFailures attempts at it that failed
/// @param compactions blocks made of others
/// @param pagesDamaged pages which could not be read and were left out of an answer
/// @param replayedEntries entries that were read from the journal when the store was opened
/// @param journal the journal
public record LogStoreStatistics(
    long entries,
    long lineBytes,
    long headStreams,
    long headEntries,
    long headBytes,
    int blocks,
    long blockBytes,
    long flushes,
    long flushFailures,
    long compactions,
    long pagesDamaged,
    long replayedEntries,
    JournalStatistics journal) {}
