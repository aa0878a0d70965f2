/// Scraping: fetches the expositions of targets at their intervals and writes the samples through
/// [io.trivet.metrics.MetricsAppender].
///
/// ```text
/// ScrapeService -> ScrapePool (one per job) <- discovery: target groups
///                    | relabelling
///                  ScrapeLoop (one per target): Fetcher -> ExpositionParser -> SampleWriter
///                    ScrapeCache: bytes of a series -> its reference in the store
/// ```
///
/// Entry class [ScrapeService]. No threads are made here: a timer and an executor for blocking work
/// come from outside, and so does the clock.
@NullMarked
package io.trivet.scrape;

import org.jspecify.annotations.NullMarked;
