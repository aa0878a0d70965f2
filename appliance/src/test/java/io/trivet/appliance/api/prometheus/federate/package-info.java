@NullMarked
package io.trivet.appliance.api.prometheus.federate;

import org.jspecify.annotations.NullMarked;
