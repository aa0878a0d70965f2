/// Tests of chunks of Prometheus.
@NullMarked
package io.trivet.metrics.prometheus.chunk;

import org.jspecify.annotations.NullMarked;
