@NullMarked
package io.trivet.config.yaml;

import org.jspecify.annotations.NullMarked;
