package io.trivet.logs.logql.ast;

import java.util.List;

/// `by (a, b)` or `without (a, b)`.
public record Grouping(boolean without, List<String> labels) {
  public Grouping {
    labels = List.copyOf(labels);
  }
}
