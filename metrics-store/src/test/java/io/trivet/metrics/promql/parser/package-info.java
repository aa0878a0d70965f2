/// Tests of the PromQL parser.
@NullMarked
package io.trivet.metrics.promql.parser;

import org.jspecify.annotations.NullMarked;
