@NullMarked
package io.trivet.config.flag;

import org.jspecify.annotations.NullMarked;
