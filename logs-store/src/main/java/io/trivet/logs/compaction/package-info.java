/// How entries come into blocks and blocks become fewer.
///
/// ```text
/// Head -> HeadFlush -> a block of level 1 per partition
/// blocks of one partition -> Compaction -> one block of the next level
/// ```
@NullMarked
package io.trivet.logs.compaction;

import org.jspecify.annotations.NullMarked;
