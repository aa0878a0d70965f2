/// Labels and the conditions on them: [Labels] is the sorted, immutable set that names a series or
/// a stream, [LabelMatcher] one `= != =~ !~` condition, [Regex] the one place that decides what a
/// regular expression from outside means (RE2 syntax, linear time).
@NullMarked
package io.trivet.core.label;

import org.jspecify.annotations.NullMarked;
