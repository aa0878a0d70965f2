package io.trivet.traces.store;

/// A trace id as two big-endian longs.
record TraceId(long high, long low) {}
