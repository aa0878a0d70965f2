/// Native histograms: [NativeHistogram], the one value type, and what can be computed with it.
/// Model and algorithms follow the Prometheus native histogram specification.
@NullMarked
package io.trivet.metrics.histogram;

import org.jspecify.annotations.NullMarked;
