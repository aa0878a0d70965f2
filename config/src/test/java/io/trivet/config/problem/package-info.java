@NullMarked
package io.trivet.config.problem;

import org.jspecify.annotations.NullMarked;
