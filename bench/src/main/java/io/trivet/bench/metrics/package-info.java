/// Measures the time-series store by itself, without HTTP: [MetricsStoreBench].
@NullMarked
package io.trivet.bench.metrics;

import org.jspecify.annotations.NullMarked;
