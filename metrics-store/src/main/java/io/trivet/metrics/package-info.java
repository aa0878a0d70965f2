/// The time-series store as the rest of Trivet sees it: write through a [MetricsAppender], read
/// through a [MetricsQuerier]. Times are milliseconds since the epoch.
///
/// ```text
/// remote write, scrape, OTLP -> MetricsAppender -> journal -> head -> block
/// PromQL, label APIs, remote read -> MetricsQuerier -> SeriesSelection -> SampleBuffer
/// ```
@NullMarked
package io.trivet.metrics;

import org.jspecify.annotations.NullMarked;
