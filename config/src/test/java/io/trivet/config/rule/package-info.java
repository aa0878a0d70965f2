@NullMarked
package io.trivet.config.rule;

import org.jspecify.annotations.NullMarked;
