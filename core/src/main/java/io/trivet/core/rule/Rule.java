package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import java.util.Map;

/// A rule as it is written.
public sealed interface Rule {
  /// Name of the series it records, or of its alerts.
  String name();

  /// What it evaluates, in the spelling of the language.
  String expression();

  /// Labels it adds, those of its group included.
  Labels labels();

  /// A rule that records the value of its expression as a series.
  record Recording(String name, String expression, Labels labels) implements Rule {}

  /// A rule whose elements are alerts.
  ///
  /// @param labels their values are templates
  /// @param annotations by name; their values are templates
  /// @param forMs how long an element must be there before the alert fires
  /// @param keepFiringForMs how long an alert fires on after its element is gone
  record Alerting(
      String name,
      String expression,
      long forMs,
      long keepFiringForMs,
      Labels labels,
      Map<String, String> annotations)
      implements Rule {
    public Alerting {
      annotations = Map.copyOf(annotations);
    }
  }
}
