/// Tests of the real process over its ports: real clients, SIGKILL under load, hostile input.
@NullMarked
package io.trivet.appliance.e2e;

import org.jspecify.annotations.NullMarked;
