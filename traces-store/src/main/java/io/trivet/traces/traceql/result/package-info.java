/// What the TraceQL engine answers, before any protocol puts it on the wire: [SearchResult] for
/// searches, [MetricsResult] for TraceQL metrics, [TagNames] and [TagValues] for auto-completion.
/// All of it is immutable. Times are nanoseconds since the epoch unless a name says otherwise.
@NullMarked
package io.trivet.traces.traceql.result;

import org.jspecify.annotations.NullMarked;
