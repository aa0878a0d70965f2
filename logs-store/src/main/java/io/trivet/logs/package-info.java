@NullMarked
package io.trivet.logs;

import org.jspecify.annotations.NullMarked;
