@NullMarked
package io.trivet.config;

import org.jspecify.annotations.NullMarked;
