/// The only place below the appliance that makes threads: [Threads] for the few that own something,
/// [CpuPool] for work that needs a core.
@NullMarked
package io.trivet.core.concurrent;

import org.jspecify.annotations.NullMarked;
