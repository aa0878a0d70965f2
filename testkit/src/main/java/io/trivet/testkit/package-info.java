@NullMarked
package io.trivet.testkit;

import org.jspecify.annotations.NullMarked;
