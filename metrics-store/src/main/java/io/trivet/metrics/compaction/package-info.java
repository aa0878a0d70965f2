/// Makes few large blocks of many small ones: [CompactionPlan] says which, [Compactor] merges them
/// and leaves out what was deleted.
@NullMarked
package io.trivet.metrics.compaction;

import org.jspecify.annotations.NullMarked;
