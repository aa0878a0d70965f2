/// Tests of files of Prometheus.
@NullMarked
package io.trivet.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
