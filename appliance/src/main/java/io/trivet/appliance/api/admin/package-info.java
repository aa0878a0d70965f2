/// Health, readiness, reload, flush: what operators and orchestrators ask each port.
@NullMarked
package io.trivet.appliance.api.admin;

import org.jspecify.annotations.NullMarked;
