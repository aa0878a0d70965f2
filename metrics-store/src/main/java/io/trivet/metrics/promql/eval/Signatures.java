package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.ast.VectorMatching;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The labels by which elements of two vectors find each other.
final class Signatures {
  private final boolean on;
  private final Set<String> labels;

  Signatures(VectorMatching matching) {
    this(matching.on(), matching.labels());
  }

  Signatures(boolean on, List<String> labels) {
    this.on = on;
    this.labels = new HashSet<>(labels);
    if (!on) {
      this.labels.add(Labels.METRIC_NAME);
    }
  }

  Labels of(Labels series) {
    return on ? series.keep(labels) : series.drop(labels);
  }
}
