/// Tests of PromQL.
@NullMarked
package io.trivet.metrics.promql;

import org.jspecify.annotations.NullMarked;
