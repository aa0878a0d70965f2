/// Trivet's own log lines on standard error: one line an event, logfmt or JSON.
@NullMarked
package io.trivet.appliance.log;

import org.jspecify.annotations.NullMarked;
