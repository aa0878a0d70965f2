/// Tests of TraceQL: the front end against the conformance cases, the engine against a slow
/// reference evaluator and against recorded answers.
@NullMarked
package io.trivet.traces.traceql;

import org.jspecify.annotations.NullMarked;
