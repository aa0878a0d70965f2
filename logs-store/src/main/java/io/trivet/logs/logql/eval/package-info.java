/// Runs queries: scans streams through their pipelines, in parallel, and merges what comes out.
///
/// ```text
/// LogQuerier.select -> streams -> StreamPipeline -> entries -> merge by time up to the limit
///                                               -> samples -> windows -> series over steps
///                                                          -> vector operators -> LogqlResult
/// ```
@NullMarked
package io.trivet.logs.logql.eval;

import org.jspecify.annotations.NullMarked;
