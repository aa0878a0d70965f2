package io.trivet.traces.traceql.ast;

import java.util.Locale;

/// Aggregates over the spans of a spanset.
public enum AggregateFunction {
  COUNT,
  MAX,
  MIN,
  AVG,
  SUM;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
