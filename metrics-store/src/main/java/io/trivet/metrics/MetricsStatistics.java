package io.trivet.metrics;

import io.trivet.core.journal.JournalStatistics;

/// Counters and sizes of the time-series store.
///
/// @param series series in memory
/// @param seriesCreated series created since the start
/// @param chunks chunks in memory, open ones included
/// @param minTimeMs oldest sample in memory; `Long.MAX_VALUE` if there is none
/// @param maxTimeMs newest sample ever seen; `Long.MIN_VALUE` if there is none
/// @param samplesAppended float samples appended since the start
/// @param histogramsAppended histogram samples appended since the start
/// @param outOfOrderSamples samples among them which were older than the newest of their series
/// @param exemplarsAppended exemplars appended since the start
/// @param exemplarsInMemory exemplars not yet in a block
/// @param headBytes bytes of samples in memory
/// @param flushes times the head was written to blocks
/// @param compactions blocks written by compaction
/// @param maintenanceFailures flushes, compactions and deletions which failed
/// @param blocks blocks there are now
/// @param blockBytes bytes of these blocks
public record MetricsStatistics(
    long series,
    long seriesCreated,
    long chunks,
    long minTimeMs,
    long maxTimeMs,
    long samplesAppended,
    long histogramsAppended,
    long outOfOrderSamples,
    long exemplarsAppended,
    long exemplarsInMemory,
    long headBytes,
    long flushes,
    long compactions,
    long maintenanceFailures,
    int blocks,
    long blockBytes,
    JournalStatistics journal) {}
