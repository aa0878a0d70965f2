/// Series that lie in several places, brought together.
///
/// ```text
/// head  -> SeriesSource -\
/// block -> SeriesSource --> MergedSelection (same label hash = same series) -> SampleMerge
/// block -> SeriesSource -/
/// ```
@NullMarked
package io.trivet.metrics.series;

import org.jspecify.annotations.NullMarked;
