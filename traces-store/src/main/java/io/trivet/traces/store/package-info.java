/// The trace store put together from its parts: [TraceStore] owns journal, heads and blocks; a
/// reader sees them as one and hands out every trace whole.
///
/// ```text
/// append -> journal + Head (SpanRows) -> full or old: TraceBlockWriter -> StoredBlock -> merged, deleted
/// trace, scan -> StoreReader -> snapshots of heads, leased blocks -> SpanTable
/// ```
@NullMarked
package io.trivet.traces.store;

import org.jspecify.annotations.NullMarked;
