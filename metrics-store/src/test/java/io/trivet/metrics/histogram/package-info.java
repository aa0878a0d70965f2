@NullMarked
package io.trivet.metrics.histogram;

import org.jspecify.annotations.NullMarked;
