@NullMarked
package io.trivet.bench;

import org.jspecify.annotations.NullMarked;
