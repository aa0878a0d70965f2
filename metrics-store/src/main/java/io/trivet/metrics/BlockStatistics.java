package io.trivet.metrics;

import java.util.List;

/// What a block holds.
///
/// @param id ULID of the block
/// @param minTimeMs time of the first sample
/// @param maxTimeMs time of the last sample
/// @param level 1 when written from memory, more with each compaction
/// @param sources ids of the level 1 blocks it is made of
/// @param tombstones intervals deleted from it
public record BlockStatistics(
    String id,
    long minTimeMs,
    long maxTimeMs,
    long series,
    long chunks,
    long floatSamples,
    long histogramSamples,
    long exemplars,
    long tombstones,
    int level,
    List<String> sources,
    long bytes) {}
