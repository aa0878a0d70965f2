package io.trivet.traces;

/// A trace id as two big-endian longs.
record TraceId(long high, long low) {}
