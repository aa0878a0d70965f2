/// What the trace store costs by itself, without network: [TraceStoreBench].
@NullMarked
package io.trivet.bench.traces;

import org.jspecify.annotations.NullMarked;
