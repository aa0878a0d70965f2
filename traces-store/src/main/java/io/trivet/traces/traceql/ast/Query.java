package io.trivet.traces.traceql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole query.
public sealed interface Query {
  /// Hints in the order of the text; the last one of a name counts.
  List<Hint> hints();

  /// The value of a hint, null without.
  default @Nullable Value hint(String name) {
    Value found = null;
    for (Hint hint : hints()) {
      if (hint.name().equals(name)) {
        found = hint.value();
      }
    }
    return found;
  }

  record Search(Pipeline pipeline, List<Hint> hints) implements Query {
    public Search {
      hints = List.copyOf(hints);
    }
  }

  record Metrics(MetricsExpr expr, List<Hint> hints) implements Query {
    public Metrics {
      hints = List.copyOf(hints);
    }
  }
}
