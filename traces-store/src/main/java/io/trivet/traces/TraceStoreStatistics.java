package io.trivet.traces;

import io.trivet.core.journal.JournalStatistics;

/// State of the trace store, for its own telemetry.
///
/// @param accepted spans accepted since start
/// @param rejected spans refused since start
/// @param duplicates spans that were there already (a sender tried again)
/// @param headSpans spans in memory
/// @param headTraces traces in memory
/// @param headBytes approximate bytes of the spans in memory
/// @param blocks blocks on disk
/// @param blockBytes bytes of the blocks on disk
/// @param blockSpans spans in blocks
public record TraceStoreStatistics(
    long accepted,
    long rejected,
    long duplicates,
    long headSpans,
    long headTraces,
    long headBytes,
    int blocks,
    long blockBytes,
    long blockSpans,
    JournalStatistics journal) {}
