/// Times and durations: [TimeRange] in the unit of its store, [DurationText] for the two spellings
/// of durations (`1h30m` of PromQL, `1.5h` of Go). The current time is never read here: who needs
/// it takes a `java.time.InstantSource`.
@NullMarked
package io.trivet.core.time;

import org.jspecify.annotations.NullMarked;
