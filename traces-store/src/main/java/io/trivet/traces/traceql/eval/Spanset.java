package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Spans of one trace that go through the pipeline together.
///
/// @param spans indexes of the [TraceTree]
/// @param attributes what stages added, in their order
record Spanset(BitSet spans, List<NamedValue> attributes) {
  Spanset with(NamedValue attribute) {
    List<NamedValue> more = new ArrayList<>(attributes);
    more.add(attribute);
    return new Spanset(spans, List.copyOf(more));
  }
}
