package io.trivet.config.option;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// One memory budget over all signals.
///
/// @param limit 0 for what the JVM got
public record MemoryOptions(
    @Describe(
            "Bytes that heads, caches and running queries may take together; 0 is three quarters"
                + " of the heap.")
        @Default("0")
        ByteSize limit) {}
