/// Measures the log store alone, without HTTP: ingest per CPU second, size on disk, scans.
@NullMarked
package io.trivet.bench.logs;

import org.jspecify.annotations.NullMarked;
