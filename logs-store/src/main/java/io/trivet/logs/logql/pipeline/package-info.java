/// The stages of a query in runnable form, one class for each, and the entry they work on.
///
/// ```text
/// EntryBatch -> PageFilter: lines that pass the leading line filters (whole page at once)
///            -> Pipeline: for each line left, the other stages in order over one EntryState
///                         (line, stream labels, structured metadata, parsed labels, error)
///            -> line and labels of what is left
/// ```
///
/// Everything but the results is owned by one thread.
@NullMarked
package io.trivet.logs.logql.pipeline;

import org.jspecify.annotations.NullMarked;
