@NullMarked
package io.trivet.traces;

import org.jspecify.annotations.NullMarked;
