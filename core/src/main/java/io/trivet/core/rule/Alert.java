package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import java.util.Map;

/// An alert as others are told of it: it fires, still fires, or is resolved.
///
/// @param startsAtMs when it began to fire
/// @param endsAtMs when it was resolved; for one that fires, when it shall count as resolved unless
///   it is told of again
/// @param expression of its rule
public record Alert(
    Labels labels,
    Map<String, String> annotations,
    long startsAtMs,
    long endsAtMs,
    String expression) {
  public Alert {
    annotations = Map.copyOf(annotations);
  }
}
