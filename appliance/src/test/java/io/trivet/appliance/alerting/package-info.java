@NullMarked
package io.trivet.appliance.alerting;

import org.jspecify.annotations.NullMarked;
