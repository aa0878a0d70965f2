package io.trivet.metrics.head;

/// Sizes and counters of the head; see [io.trivet.metrics.MetricsStatistics].
public record HeadStatistics(
    long series,
    long seriesCreated,
    long chunks,
    long minTime,
    long maxTime,
    long samples,
    long histograms,
    long outOfOrder,
    long exemplars,
    long exemplarsInMemory,
    long bytes) {}
