/// Samples of one series that lie in several places, brought together: [SampleMerge].
@NullMarked
package io.trivet.metrics.series;

import org.jspecify.annotations.NullMarked;
