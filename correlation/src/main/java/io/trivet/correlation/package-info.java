@NullMarked
package io.trivet.correlation;

import org.jspecify.annotations.NullMarked;
