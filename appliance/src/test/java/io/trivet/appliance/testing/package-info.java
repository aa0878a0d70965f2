/// What the tests of several protocols share.
@NullMarked
package io.trivet.appliance.testing;

import org.jspecify.annotations.NullMarked;
