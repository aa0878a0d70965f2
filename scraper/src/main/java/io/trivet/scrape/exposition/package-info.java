/// Readers of what targets expose: Prometheus text, OpenMetrics text and Prometheus protobuf.
///
/// ```text
/// byte[] body -> ExpositionParser.next() -> SAMPLE: key (128-bit hash), value, timestamp
///                                           HISTOGRAM, TYPE, HELP, UNIT, END
/// ```
///
/// A parser works on the bytes as they came. It hashes the bytes that name a series, so that a
/// caller who knows the series never asks for labels; nothing is allocated for such a sample. Entry
/// class [ExpositionParser]; [OpenMetricsChecker] is the strict reading of OpenMetrics that the
/// parsers, like Prometheus, do not insist on. Nothing here knows targets, HTTP or the store.
@NullMarked
package io.trivet.scrape.exposition;

import org.jspecify.annotations.NullMarked;
