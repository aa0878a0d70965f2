/// Load over the three ingest paths of a running server, and what it cost the server.
///
/// ```text
/// IngestLoad (main) -> MetricsLoad | LogsLoad | TracesLoad -> requests per second, CPU seconds of the server per unit
/// ```
///
/// The sender is a process of its own; the server's CPU time and memory are read from `/proc`.
@NullMarked
package io.trivet.bench.load;

import org.jspecify.annotations.NullMarked;
