@NullMarked
package io.trivet.core.rule;

import org.jspecify.annotations.NullMarked;
