/// The process: command line, composition root, life cycle.
///
/// ```text
/// Main -> configuration -> Stores.open -> Appliance.start -> listeners
///                                         Appliance.close <- SIGTERM, in reverse
/// ```
@NullMarked
package io.trivet.appliance;

import org.jspecify.annotations.NullMarked;
