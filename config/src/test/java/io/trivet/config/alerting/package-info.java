@NullMarked
package io.trivet.config.alerting;

import org.jspecify.annotations.NullMarked;
