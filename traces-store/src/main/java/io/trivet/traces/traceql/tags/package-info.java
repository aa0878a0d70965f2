/// Names and values of attributes for auto-completion, from the columns of the tables that overlap
/// a range, optionally of the spans that one filter finds ([LenientFilter]).
@NullMarked
package io.trivet.traces.traceql.tags;

import org.jspecify.annotations.NullMarked;
