/// Texts and bytes: searching lines, reading numbers, sizes, durations and addresses out of them.
/// Nothing here knows about labels or stages.
///
/// ```text
/// bytes of a page -> ByteSearch (needles) -> lines that may match -> LineMatcher
/// ```
@NullMarked
package io.trivet.logs.logql.text;

import org.jspecify.annotations.NullMarked;
