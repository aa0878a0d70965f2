package io.trivet.core.rule;

import java.util.Map;

/// A rule as it is written.
public sealed interface Rule {
  /// Name of the series it records, or of its alerts.
  String name();

  /// What it evaluates, in the spelling of the language.
  String expression();

  /// Labels it adds, those of its group included, by name. An empty one takes the label away.
  Map<String, String> labels();

  /// A rule that records the value of its expression as a series.
  record Recording(String name, String expression, Map<String, String> labels) implements Rule {
    public Recording {
      labels = Map.copyOf(labels);
    }
  }

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
      Map<String, String> labels,
      Map<String, String> annotations)
      implements Rule {
    public Alerting {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }
}
