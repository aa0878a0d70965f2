@NullMarked
package io.trivet.appliance;

import org.jspecify.annotations.NullMarked;
