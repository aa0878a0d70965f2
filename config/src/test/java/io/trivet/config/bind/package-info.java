@NullMarked
package io.trivet.config.bind;

import org.jspecify.annotations.NullMarked;
