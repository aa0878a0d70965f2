/// Trivet's own metrics: counters that the adapters feed, and what the stores and the JVM tell when
/// asked, in the format of Prometheus under `/metrics` of every HTTP port. Names:
/// `docs/metrics.md`.
@NullMarked
package io.trivet.appliance.self;

import org.jspecify.annotations.NullMarked;
