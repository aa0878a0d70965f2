package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import java.util.Map;

/// An alert that is pending or fires, as it is now.
///
/// @param keepFiringSinceMs since when it fires without its element; 0 while that is there
public record AlertStatus(
    Labels labels,
    Map<String, String> annotations,
    AlertState state,
    long activeAtMs,
    long keepFiringSinceMs,
    double value) {
  public AlertStatus {
    annotations = Map.copyOf(annotations);
  }
}
